/// <reference lib="esnext.disposable" />

/**
 * The events of each topic, for the whole application. Add yours:
 *
 * ```ts
 * declare module '@tidewire/client' {
 *   interface Topics { 'orders/{region}': { 'order-placed': OrderPlaced } }
 * }
 * ```
 */
export interface Topics {}

export type Transport = 'sse' | 'websocket' | 'poll';

export interface Clock {
  /** The time, in milliseconds since 1970. */
  now(): number;
  setTimeout(run: () => void, millis: number): unknown;
  /** Takes what `setTimeout` has returned, or `undefined`. */
  clearTimeout(timer: any): void;
}

export interface OutboxOptions {
  /** How many events may wait to be published; 500. */
  max?: number;
  /** How many bytes may wait to be published; 1 MiB. */
  bytes?: number;
  /** After how many milliseconds an event that waits is rejected; 270,000, and always less than five minutes. */
  ttl?: number;
  /**
   * Where it waits: in `memory`, which is the default, or also in the browser's `indexeddb`, from where the next
   * page publishes what was left, if the same user is signed in.
   */
  store?: 'memory' | 'indexeddb';
  /** Called when what an earlier page has left cannot be published. */
  lost?: (
    error: TidewireError,
    publication: { topic: string; type: string; data: unknown },
  ) => void;
}

export interface Options {
  /** Returns the token to connect with; `null` is nobody. Asked again when it ends or is rejected. */
  token?: (reason: 'connect' | 'expiring' | 'rejected') => string | null | Promise<string | null>;
  /** The transports to try, in this order. */
  transports?: Transport[];
  /** Whether the page sends often, so that a WebSocket is tried first. */
  duplex?: boolean;
  /**
   * Whether the tabs of a session share a connection: `auto`, which is the default, where connections are few
   * (an event stream or long polling over HTTP/1.1) and there is no `token`; `true` always.
   */
  share?: boolean | 'auto';
  outbox?: OutboxOptions;
  /** After how many milliseconds a hidden page lets its connection go; `keep`, which is the default: never. */
  whenHidden?: 'keep' | number;
  /** Closes the client. */
  signal?: AbortSignal;
  /** What to use instead of what the surroundings have. */
  env?: {
    fetch?: typeof fetch;
    WebSocket?: typeof WebSocket | undefined;
    clock?: Clock;
    random?: () => number;
  };
}

export interface Gap {
  topic: string;
  from: string;
  to: string;
}

export interface SubscribeOptions {
  /** A cursor to go on from, `start` for all that is kept, or `now`, which is the default. */
  since?: string;
  /** How many of the last events of each topic to begin with, up to 100,000. */
  rewind?: number;
  /** Called when events may be missing. */
  gap?: (gap: Gap) => void;
  /** Called when the server does not let the client subscribe. */
  refused?: (error: TidewireError) => void;
  /** Whether the handler takes arrays, one for each read of the connection. */
  batch?: boolean;
  /** Closes the subscription. */
  signal?: AbortSignal;
}

export interface EventsOptions {
  since?: string;
  rewind?: number;
  signal?: AbortSignal;
  /** How many events may wait for the loop; 1,000. */
  max?: number;
}

export interface PublishOptions {
  key?: string;
  headers?: Record<string, string>;
  idempotencyKey?: string;
  /** Gives up what still waits to be sent. */
  signal?: AbortSignal;
}

export interface SendOptions {
  /** How many milliseconds to wait for the answer; 10,000. */
  timeout?: number;
  signal?: AbortSignal;
}

export interface Status {
  readonly state: 'idle' | 'connecting' | 'live' | 'recovering' | 'offline' | 'closed';
  /** What events come over, while the state is `live`. */
  readonly transport?: Transport | undefined;
  /** Why it is so, for people. */
  readonly reason?: string | undefined;
  /** Why it is so, for programs. */
  readonly code?: string | undefined;
  /** How many attempts have failed. */
  readonly attempt: number;
  /** When the next attempt begins, in milliseconds since 1970. */
  readonly retryAt?: number | undefined;
  /** When the server was last heard of before this status, in milliseconds since 1970. */
  readonly heardAt?: number | undefined;
  /** Who is signed in. */
  readonly user?: string | undefined;
}

export interface TidewireEvent<Type extends string = string, Data = unknown> {
  readonly topic: string;
  readonly type: Type;
  readonly data: Data;
  /** Its place in the log; events that are not stored have none. */
  readonly cursor?: string | undefined;
  readonly time: string;
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The user who published it. */
  readonly from?: string | undefined;
  /** Whether it comes from the history that `since` or `rewind` asked for. */
  readonly replayed: boolean;
}

export interface Subscription {
  readonly topic: string | readonly string[];
  /** The place to go on from. */
  readonly cursor: string | undefined;
  readonly state: 'pending' | 'catching-up' | 'live' | 'refused' | 'closed';
  /** Fulfilled when it is live. `recovered` tells whether nothing is missing after the given cursor. */
  readonly ready: Promise<{ cursor: string; recovered: boolean }>;
  close(): void;
  /** Closes it; where the language has `using`. */
  [Symbol.dispose](): void;
}

/** What the application is told of; `code` is one of those in docs/client.md. */
export class TidewireError extends Error {
  readonly code: string;
  /** The HTTP status, if there was one. */
  readonly status?: number | undefined;
  /** After how many milliseconds the server wants to be asked again. */
  readonly retryAfter?: number | undefined;
  /** Where to go on. */
  readonly cursor?: string | undefined;
  private constructor();
}

/** Turns `orders/{region}` into the type of the topics that it stands for. */
type Concrete<Template extends string> = Template extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Concrete<After>}`
  : Template;

/** The templates of a map that a topic, or pattern, belongs to. */
type Matching<Map, Topic extends string> = {
  [Template in keyof Map & string]: Topic extends Concrete<Template> ? Template : never;
}[keyof Map & string];

type EventOf<Types> = {
  [Type in keyof Types & string]: TidewireEvent<Type, Types[Type]>;
}[keyof Types & string];

/** The events of a topic: a union told apart by `type`; of a topic that the map does not have, any. */
export type EventsOf<Map, Topic extends string> = Topic extends unknown
  ? [Matching<Map, Topic>] extends [never]
    ? TidewireEvent
    : { [Template in Matching<Map, Topic>]: EventOf<Map[Template]> }[Matching<Map, Topic>]
  : never;

type TypesOf<Map, Topic extends string> = [Matching<Map, Topic>] extends [never]
  ? Record<string, unknown>
  : Map[Matching<Map, Topic>];

export interface Client<Map = Topics> {
  subscribe<const Topic extends string>(
    topic: Topic | readonly Topic[],
    handler: (events: EventsOf<Map, Topic>[]) => void,
    options: SubscribeOptions & { batch: true },
  ): Subscription;
  subscribe<const Topic extends string>(
    topic: Topic | readonly Topic[],
    handler: (event: EventsOf<Map, Topic>) => void,
    options?: SubscribeOptions & { batch?: false },
  ): Subscription;
  /** Yields events until the loop is left. Throws where `subscribe` would call `refused`, and when too many wait. */
  events<const Topic extends string>(
    topic: Topic | readonly Topic[],
    options?: EventsOptions,
  ): AsyncIterable<EventsOf<Map, Topic>>;
  /** Publishes an event; while away, it waits in the outbox. Fulfilled once the server has it. */
  publish<const Topic extends string, Type extends keyof TypesOf<Map, Topic> & string>(
    topic: Topic,
    type: Type,
    data: TypesOf<Map, Topic>[Type],
    options?: PublishOptions,
  ): Promise<{ cursor: string | undefined }>;
  /** Sends something to an address that the application handles, and returns what it answers. */
  send(to: string, type: string, data: unknown, options?: SendOptions): Promise<unknown>;
  readonly status: Status;
  /** Returns what stops it. */
  onStatus(listener: (status: Status) => void): () => void;
  /** Connects anew at once, also after an end for good other than by `close`. */
  reconnect(): void;
  /** Ends everything. Nothing opens it again. */
  close(): Promise<void>;
}

/** Returns a client, which connects when something is subscribed. Without a URL: to where this module comes from. */
export function connect<Map = Topics>(options?: Options): Client<Map>;
export function connect<Map = Topics>(url: string, options?: Options): Client<Map>;
