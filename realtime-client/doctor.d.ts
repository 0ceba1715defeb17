import type { Options, Transport } from '@tidewire/client';

export interface DiagnoseOptions {
  /** The server; without it, the folder that the module comes from. */
  url?: string;
  /** A topic to which the client may subscribe. */
  topic: string;
  token?: Options['token'];
  /** For how many milliseconds to look whether an idle connection is cut; 0. */
  idle?: number;
  env?: Options['env'];
}

export interface Attempt {
  works: boolean;
  /** After how many milliseconds the response began; a WebSocket does not tell. */
  firstByte?: number | undefined;
  /** After how many milliseconds the first message came. */
  firstMessage?: number | undefined;
  /** After how many milliseconds it was proven that events get through. */
  proven?: number | undefined;
  /** How many milliseconds a message takes: of a WebSocket and a poll there and back. */
  latency?: number | undefined;
  /** Why it does not work. */
  why?: string | undefined;
  /** After how many milliseconds the idle connection was cut. */
  cutAfter?: number | undefined;
}

export interface Diagnosis {
  address: string;
  /** Such as `h2`; empty if the browser does not say. */
  protocol: string;
  /** In milliseconds. */
  roundTrip: number;
  /** Whether something compresses the event stream. */
  isCompressed: boolean;
  transports: Partial<Record<Transport, Attempt[]>>;
  /** How many bytes of an event stream something on the way gathers, if it does and lets go of them. */
  heldBytes?: number | undefined;
  /** What to add to nginx, HAProxy or Apache httpd. */
  advice: string[];
  /** All of it, for a ticket: no tokens, no cookies. */
  text: string;
}

/** Tries each transport three times. */
export function diagnose(options: DiagnoseOptions): Promise<Diagnosis>;
