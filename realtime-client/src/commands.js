import { pause } from './env.js';
import { Fault } from './fault.js';

const PASSING = ['overloaded', 'rate-limited', 'internal'];

/**
 * @typedef {import('./feeds.js').Frame} Frame
 * @typedef {object & { id: string }} Command
 */

/** Carries what the page sends: over the line if that is a WebSocket, else by requests of its own. */
export class Commands {
  #http;
  #link;
  #clock;
  #count = 0;

  /**
   * @param {import('./http.js').Http} http
   * @param {import('./link.js').Link} link
   * @param {import('./env.js').Clock} clock
   */
  constructor(http, link, clock) {
    this.#http = http;
    this.#link = link;
    this.#clock = clock;
  }

  nextId() {
    return `c${++this.#count}`;
  }

  /**
   * @param {Command[]} commands
   * @param {Omit<import('./http.js').Request, 'body'>} [request]
   * @returns {Promise<(Frame | undefined)[]>} an answer to each; undefined if none came
   */
  async exchange(commands, request) {
    const { line } = this.#link;
    if (line?.transport === 'websocket' && !line.isShared && !request?.query) {
      return /** @type {import('./websocket.js').SocketLine} */ (line).exchange(commands);
    }
    /** @type {Frame[]} */
    const answers = await this.#http.ask('send', { body: commands, ...request });
    return commands.map((command) => answers.find(({ id }) => id === command.id));
  }

  /**
   * Sends something to the application, once, and returns what it answers.
   *
   * @param {{ to: string, event: string, data: unknown }} message
   * @param {import('../types.d.ts').SendOptions} options
   */
  async send(message, { timeout = 10_000, signal }) {
    signal?.throwIfAborted();
    const { data, ...more } = message;
    const command = { type: 'send', id: this.nextId(), ...more, ...carrying(data) };
    const control = new AbortController();
    const stop = () => control.abort();
    signal?.addEventListener('abort', stop);
    try {
      const [answer] = await Promise.race([
        this.exchange([command], { signal: control.signal }),
        pause(this.#clock, timeout, control.signal).then(() => {
          throw signal?.aborted
            ? signal.reason
            : new Fault('timeout', `no answer within ${timeout} ms`);
        }),
      ]);
      refusal(answer);
      return answer?.data;
    } finally {
      signal?.removeEventListener('abort', stop);
      control.abort();
    }
  }
}

/**
 * {@return the members of a command that carry its data: bytes are written in base64}
 *
 * @param {unknown} data
 */
export const carrying = (data) =>
  data instanceof Uint8Array
    ? {
        data: btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join('')),
        encoding: 'base64',
      }
    : { data };

/**
 * Throws what an answer says against a command.
 *
 * @param {Frame | undefined} answer
 */
export function refusal(answer) {
  if (!answer) {
    throw new Fault('unreachable', 'the connection ended before the answer');
  }
  if (answer.type === 'error') {
    throw new Fault(answer.code, answer.message, { final: !PASSING.includes(answer.code) });
  }
}
