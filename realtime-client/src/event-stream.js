import { Fault } from './fault.js';
import { LARGEST } from './http.js';

/**
 * Reads the text of an event stream, as it comes.
 *
 * @typedef {[data: string, id: string | undefined]} Block
 */
export class EventStream {
  #decoder = new TextDecoder();
  #rest = '';
  #data = '';
  #id = '';
  /** After how many milliseconds to come back, as the server said last. */
  retry = 0;

  /**
   * Returns the blocks that are complete and have data or an id.
   *
   * @param {Uint8Array} bytes
   * @returns {Block[]}
   */
  read(bytes) {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = /** @type {string} */ (lines.pop());
    if (this.#rest.length + this.#data.length > LARGEST) {
      throw new Fault('too-large', 'a line of the event stream does not end', { final: true });
    }
    return lines.flatMap((line) => this.#line(line.replace(/\r$/, '')));
  }

  /**
   * @param {string} line
   * @returns {Block[]}
   */
  #line(line) {
    const [, field, value] = line.match(/^(\w*): ?(.*)/s) ?? ['', '', ''];
    if (field === 'data') {
      this.#data += value;
    } else if (field === 'id') {
      this.#id = value;
    } else if (field === 'retry') {
      this.retry = Number(value);
    } else if (line === '') {
      return this.#block();
    }
    return [];
  }

  /** @returns {Block[]} */
  #block() {
    const data = this.#data;
    const id = this.#id || undefined;
    this.#data = this.#id = '';
    return data || id ? [[data, id]] : [];
  }
}
