import { folder } from './address.js';
import { backoff } from './backoff.js';
import { environment, call, onAbort, pause, randomName } from './env.js';
import { Fault, TidewireError } from './fault.js';
import { Feeds } from './feeds.js';
import { Http } from './http.js';
import { Info } from './info.js';
import { Link } from './link.js';
import { load } from './load.js';
import { check, checkAll, checkOptions, checkStart } from './options.js';
import { Subscriber } from './subscriber.js';
import { Token } from './token.js';
import { checkTopic, checkTopics, checkType } from './topics.js';
import { watchPage } from './wake.js';

export { TidewireError };

/** After so long a time in the background, the network may be another one. */
const LONG_HIDDEN_MS = 10 * 60_000;
/** How much may wait until what sends it is loaded. */
const MOST_EARLY = 500;

/**
 * @typedef {import('../types.d.ts').Options} Options
 * @typedef {import('../types.d.ts').Status} Status
 * @typedef {import('../types.d.ts').SubscribeOptions} SubscribeOptions
 */

/** What an application has in hand: it puts the parts together, and says when they begin and end. */
class Client {
  #env;
  #options;
  #feeds;
  #link;
  #parts;
  /** @type {import('./outbox.js').Outbox | undefined} */
  #outbox;
  /** @type {Promise<import('./outbox.js').Outbox> | undefined} */
  #loading;
  #early = 0;
  #closing = new AbortController();
  #isClosed = false;
  #hiddenAt = Infinity;
  /** @type {unknown} */
  #hiding;
  /** @type {Set<(status: Status) => void>} */
  #listeners = new Set();

  /**
   * @param {string} base
   * @param {Options} options
   */
  constructor(base, options) {
    const env = environment(options.env);
    const token = new Token(options.token);
    const http = new Http(env, base, randomName(), token, this.#closing.signal);
    const info = new Info(env, http);
    const feeds = new Feeds(env.clock, () => this.#link.changed());
    const changed = () => this.#changed();
    const parts = { env, options, base, http, token, info, feeds, changed };
    const link = new Link(parts);
    this.#env = env;
    this.#options = options;
    this.#feeds = feeds;
    this.#link = link;
    this.#parts = parts;
    if (options.outbox?.store === 'indexeddb') {
      this.#load().catch(() => {}); // closed before that
    }
    watchPage(env.page, this.#closing.signal, (moment) => this.#page(moment));
    onAbort(options.signal, () => this.close());
  }

  get status() {
    return this.#link.status;
  }

  /** @param {(status: Status) => void} listener */
  onStatus(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #changed() {
    const { status } = this.#link;
    if (status.state === 'live' || status.state === 'idle') {
      this.#outbox?.flush();
    }
    this.#tellEnd();
    this.#listeners.forEach((listener) => call(listener, status));
  }

  /** Lets nobody wait for what does not come, unless the application connects anew. */
  #tellEnd() {
    const { state, code, reason } = this.#link.status;
    if (state === 'closed') {
      const fault = new Fault(String(code), String(reason), { final: true });
      this.#outbox?.rejectAll(fault);
      this.#feeds.subscribers.forEach((subscriber) => subscriber.ended(fault));
    }
  }

  /**
   * @param {string | string[]} topic
   * @param {(event: any) => void} handler
   * @param {SubscribeOptions} [options]
   */
  subscribe(topic, handler, options = {}) {
    check(typeof handler === 'function', 'the handler must be a function');
    checkStart('subscribe', options);
    return this.#subscribe(topic, handler, options);
  }

  /**
   * @param {string | string[]} topic
   * @param {(event: any) => void} handler
   * @param {SubscribeOptions} [options]
   * @param {(error: Error) => void} [onEnd]
   */
  #subscribe(topic, handler, options = {}, onEnd) {
    this.#checkOpen();
    const topics = checkTopics(topic);
    const subscriber = new Subscriber(this.#feeds, topics, handler, options, onEnd);
    const close = () => {
      options.signal?.removeEventListener('abort', close);
      subscriber.close(new Fault('closed', 'the subscription was closed'));
    };
    onAbort(options.signal, close);
    this.#link.changed();
    this.#tellEnd();
    const subscription = {
      topic,
      get cursor() {
        return subscriber.cursor;
      },
      get state() {
        return subscriber.state;
      },
      ready: subscriber.ready,
      close,
    };
    const disposal = Symbol.dispose ? { [Symbol.dispose]: close } : {};
    return /** @type {import('../types.d.ts').Subscription} */ (
      Object.assign(subscription, disposal)
    );
  }

  /**
   * @param {string | string[]} topic
   * @param {import('../types.d.ts').EventsOptions} [options]
   */
  events(topic, options = {}) {
    checkTopics(topic);
    checkStart('events', options);
    return this.#events(topic, options);
  }

  /**
   * @param {string | string[]} topic
   * @param {import('../types.d.ts').EventsOptions} options
   */
  async *#events(topic, { max = 1_000, ...options }) {
    const { events } = await load('events');
    /** @type {(handler: (event: any) => void, onEnd: (error: Error) => void) => any} */
    const subscribe = (handler, onEnd) => this.#subscribe(topic, handler, options, onEnd);
    yield* events(subscribe, max, options.signal);
  }

  /**
   * @param {string} topic
   * @param {string} event
   * @param {unknown} data
   * @param {import('../types.d.ts').PublishOptions} [options]
   */
  publish(topic, event, data, options = {}) {
    this.#checkOpen();
    checkTopic(topic, true);
    checkType(event);
    checkAll('publish', options);
    const { signal, ...more } = options;
    return this.#withOutbox((outbox) => outbox.add({ topic, event, data, ...more }, signal));
  }

  /**
   * @param {string} to
   * @param {string} event
   * @param {unknown} data
   * @param {import('../types.d.ts').SendOptions} [options]
   */
  send(to, event, data, options = {}) {
    this.#checkOpen();
    checkTopic(to, true);
    checkType(event);
    checkAll('send', options);
    return this.#withOutbox((outbox) => outbox.send({ to, event, data }, options));
  }

  /**
   * Does something with the outbox, which is loaded when it is first needed.
   *
   * @template T
   * @param {(outbox: import('./outbox.js').Outbox) => Promise<T>} use
   */
  #withOutbox(use) {
    const run = (/** @type {import('./outbox.js').Outbox} */ outbox) => {
      const result = use(outbox);
      this.#tellEnd();
      return result;
    };
    const result = this.#outbox ? run(this.#outbox) : this.#load().then(run);
    result.catch(() => {}); // nobody has to look
    return result;
  }

  async #load() {
    if (this.#early++ > MOST_EARLY) {
      throw new TidewireError('full', 'too much waits to be published');
    }
    return (this.#loading ??= this.#tryToLoad());
  }

  /** Loads the outbox, however often that takes. */
  async #tryToLoad() {
    const { clock, random } = this.#env;
    const { signal } = this.#closing;
    for (let failures = 0; ; failures++) {
      try {
        const { Outbox } = await load('outbox');
        signal.throwIfAborted();
        return (this.#outbox = new Outbox(this.#parts, this.#link));
      } catch {
        await pause(clock, backoff(failures, random), signal); // the network is away
      }
      signal.throwIfAborted();
    }
  }

  reconnect() {
    this.#checkOpen();
    if (this.status.state === 'closed') {
      this.#link.start();
    } else {
      this.#link.hurry();
    }
  }

  async close() {
    if (!this.#isClosed) {
      this.#isClosed = true;
      const fault = new Fault('closed', 'the client was closed', { final: true });
      this.#env.clock.clearTimeout(this.#hiding);
      this.#closing.abort(fault);
      this.#outbox?.rejectAll(fault);
      this.#outbox?.close();
      this.#feeds.subscribers.forEach((subscriber) => subscriber.close(fault));
      this.#link.end(fault);
      this.#feeds.clear();
    }
  }

  #checkOpen() {
    if (this.#isClosed) {
      throw new TidewireError('closed', 'the client was closed');
    }
  }

  /** @param {import('./wake.js').Moment} moment */
  #page(moment) {
    const link = this.#link;
    const { clock } = this.#env;
    const { whenHidden = 'keep' } = this.#options;
    if (moment === 'offline') {
      link.probe();
    } else if (moment === 'pagehide') {
      // Whatever the browser keeps of a page that it may show again: a line is not part of it.
      this.#outbox?.leave();
      link.stop();
    } else if (moment === 'hidden') {
      link.seen();
      this.#hiddenAt = clock.now();
      if (whenHidden !== 'keep') {
        this.#hiding = clock.setTimeout(() => link.stop(), whenHidden);
      }
    } else {
      const wasLong = moment === 'visible' && clock.now() - this.#hiddenAt > LONG_HIDDEN_MS;
      clock.clearTimeout(this.#hiding);
      link.seen();
      link.wake();
      link.changed();
      if (moment === 'online' || wasLong) {
        link.climb();
      }
    }
  }
}

/**
 * @param {string | Options} [url]
 * @param {Options} [options]
 * @returns {any}
 */
function open(url = {}, options = typeof url === 'string' ? {} : url) {
  checkOptions(options);
  const from = typeof url === 'string' ? url : folder(import.meta.url);
  const base = new URL(from.replace(/\/?$/, '/'), globalThis.document?.baseURI);
  return new Client(base.href, options);
}

/** @type {typeof import('../types.d.ts').connect} */
export const connect = open;
