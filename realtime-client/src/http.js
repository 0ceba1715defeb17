import { onAbort } from './env.js';
import { Fault } from './fault.js';

const TIMEOUT_MS = 10_000;
/** The most that is read of anything; a server of ours sends less. */
export const LARGEST = 16 * 1024 * 1024;
const PASSING = [408, 425, 429];
/** @type {Record<number, string>} */
const CODES = { 401: 'unauthorized', 403: 'forbidden', 404: 'not-tidewire', 413: 'too-large' };

/**
 * @typedef {object} Request
 * @property {Query} [query]
 * @property {unknown} [body] makes it a POST
 * @property {string} [accept] the content type of the answer
 * @property {AbortSignal} [signal]
 * @property {boolean} [keepalive]
 */

/** @typedef {Record<string, unknown>} Query */

/** Asks the server over HTTP; an answer that is not what was asked for is thrown as a fault. */
export class Http {
  #env;
  #base;
  #token;
  #closing;
  /** Whether the server has ever answered as it should: then 404 is an application that restarts. */
  #isKnown = false;

  /**
   * @param {import('./env.js').Environment} env
   * @param {string} base the address of the server's folder, with a slash at its end
   * @param {string} name the client's own name
   * @param {import('./token.js').Token} token
   * @param {AbortSignal} [closing] ends what is under way
   */
  constructor(env, base, name, token, closing) {
    this.#env = env;
    this.#base = base;
    this.name = name;
    this.#token = token;
    this.#closing = closing;
  }

  /**
   * @param {string} path
   * @param {Query} [query]
   */
  url(path, query = {}) {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries({ client: this.name, ...query })) {
      for (const one of [value].flat()) {
        if (one !== undefined) {
          url.searchParams.append(name, String(one));
        }
      }
    }
    return url.href;
  }

  /**
   * Asks for an answer that comes at once.
   *
   * @param {string} path
   * @param {Request} request
   * @param {number} [timeout] in milliseconds
   * @returns {Promise<any>} the answer's JSON
   */
  async ask(path, { signal, ...request }, timeout = TIMEOUT_MS) {
    const { clock } = this.#env;
    const control = new AbortController();
    const stop = () => control.abort();
    const timer = clock.setTimeout(stop, timeout);
    // What outlives the page outlives the client.
    const ends = request.keepalive ? [] : [signal, this.#closing];
    ends.forEach((end) => onAbort(end, stop));
    try {
      const response = await this.fetch(path, { signal: control.signal, ...request });
      return JSON.parse(await text(response));
    } catch (error) {
      throw control.signal.aborted ? new Fault('timeout', `no answer within ${timeout} ms`) : error;
    } finally {
      ends.forEach((end) => end?.removeEventListener('abort', stop));
      clock.clearTimeout(timer);
    }
  }

  /**
   * @param {string} path
   * @param {Request} request
   * @returns {Promise<Response>} of the content type that was asked for
   */
  async fetch(path, request) {
    const used = this.#token.current;
    try {
      return await this.#fetch(path, request);
    } catch (error) {
      const fault = Fault.of(error);
      if (fault.status !== 401 || !this.#token.isRenewable) {
        throw fault;
      }
    }
    if (used === this.#token.current) {
      await this.#token.renew('rejected');
    }
    return this.#fetch(path, request);
  }

  /**
   * @param {string} path
   * @param {Request} request
   */
  async #fetch(path, { query, body, accept = 'application/json', signal, keepalive }) {
    const { fetch } = this.#env;
    const token = this.#token.current;
    const response = await fetch(this.url(path, query), {
      method: body ? 'POST' : 'GET',
      headers: {
        Accept: accept,
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: body ? JSON.stringify(body) : null,
      cache: 'no-store',
      credentials: 'include',
      redirect: 'manual',
      signal: signal ?? null,
      keepalive: keepalive ?? false,
    });
    await this.#judge(response, accept);
    return response;
  }

  /**
   * @param {Response} response
   * @param {string} accept
   */
  async #judge(response, accept) {
    const { status, headers } = response;
    const type = headers.get('Content-Type') ?? '';
    if (response.ok && type.startsWith(accept)) {
      this.#isKnown = true;
      return;
    }
    // A browser shows a redirect as an opaque response of status 0.
    if (status < 400 && (!response.ok || type.startsWith('text/html'))) {
      throw new Fault('login', 'the server wants people to sign in', { final: true, told: true });
    }
    const problem = type.includes('problem+json') ? JSON.parse(await text(response)) : {};
    const isPassing =
      status >= 500 || PASSING.includes(status) || (status === 404 && this.#isKnown);
    throw new Fault(
      response.ok
        ? 'not-tidewire'
        : (problem.code ?? CODES[status] ?? (isPassing ? 'overloaded' : 'bad-request')),
      problem.detail ?? `the server answered ${status} with ${type || 'nothing'}`,
      {
        final: !isPassing,
        told: true,
        status,
        topic: problem.topic,
        retryAfter: this.#after(headers),
      },
    );
  }

  /** @param {Headers} headers */
  #after(headers) {
    const after = headers.get('Retry-After');
    if (after === null) {
      return undefined;
    }
    const seconds = Number(after);
    return seconds >= 0
      ? seconds * 1_000
      : Math.max(0, Date.parse(after) - this.#env.clock.now()) || 0;
  }
}

/**
 * Reads what a server answers, unless it does not end.
 *
 * @param {Response} response
 */
export async function text({ body }) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (body).getReader();
  const decoder = new TextDecoder();
  let all = '';
  for (;;) {
    const { done, value } = await reader.read();
    all += decoder.decode(value, { stream: !done });
    if (done) {
      return all;
    }
    if (all.length > LARGEST) {
      reader.cancel();
      throw new Fault('too-large', 'the answer does not end', { final: true });
    }
  }
}
