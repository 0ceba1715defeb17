/** What the application is told of: a refusal, or why something could not be done. */
export class TidewireError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{ status?: number, retryAfter?: number, cursor?: string }} [details]
   */
  constructor(code, message, details = {}) {
    super(message);
    this.name = 'TidewireError';
    this.code = code;
    /** The HTTP status, if there was one. */
    this.status = details.status;
    /** After how many milliseconds the server wants to be asked again. */
    this.retryAfter = details.retryAfter;
    /** Where to go on. */
    this.cursor = details.cursor;
  }
}

/**
 * Why a request or a line came to its end, and what follows from that.
 *
 * @typedef {object} Consequences
 * @property {boolean} [final] whether it is useless to come back
 * @property {boolean} [told] whether the server said so over HTTP: other transports get no other answer
 * @property {boolean} [anew] whether there is nothing to wait for until the next attempt
 * @property {boolean} [held] whether something on the way holds the stream back
 * @property {string} [topic] which topic of several is refused
 * @property {number} [status]
 * @property {number} [retryAfter]
 */
export class Fault extends TidewireError {
  /**
   * @param {string} code
   * @param {string} message
   * @param {Consequences} [consequences]
   */
  constructor(code, message, consequences = {}) {
    super(code, message, consequences);
    this.final = consequences.final ?? false;
    this.told = consequences.told ?? false;
    this.anew = consequences.anew ?? false;
    this.held = consequences.held ?? false;
    this.topic = consequences.topic;
  }

  /** Whether a topic is refused, named or not, and the others may go on without it. */
  get isOfTopic() {
    return (this.status === 400 || this.status === 403) && this.code !== 'too-many-topics';
  }

  /** @param {unknown} thrown */
  static of(thrown) {
    return thrown instanceof Fault ? thrown : new Fault('unreachable', String(thrown));
  }
}
