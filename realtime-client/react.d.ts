import type { Client, EventsOf, Status, Topics } from '@tidewire/client';

interface Start {
  since?: string;
  /** How many of the last events to begin with. */
  rewind?: number;
}

/** Gives the components below it their client. */
export function TidewireProvider(properties: { client: Client<any>; children?: any }): any;

/** Returns the client of the provider around the component. */
export function useClient<Map = Topics>(): Client<Map>;

/** Returns the client's status; the component renders again when that changes. */
export function useStatus(): Status;

/** Returns what the events of a topic have made of the initial value. */
export function useTopic<Value, const Topic extends string, Map = Topics>(
  topic: Topic,
  options: Start & { initial: Value; reduce: (value: Value, event: EventsOf<Map, Topic>) => Value },
): Value;

/** Calls a function with each event of a topic, as long as the component is there. */
export function useEvents<const Topic extends string, Map = Topics>(
  topic: Topic,
  handler: (event: EventsOf<Map, Topic>) => void,
  options?: Start,
): void;
