import type { Client } from '@tidewire/client';

/** `<tidewire-topic topic rewind>`: fires `tidewire` for each event, and shows the connection's `state`. */
export class TidewireTopic extends HTMLElement {
  /** What all elements use; without it, a client of the server that the module comes from. */
  static client: Client<any> | undefined;
}
