import { folder } from './address.js';
import { environment, pause, randomName } from './env.js';
import { EventStream } from './event-stream.js';
import { Fault } from './fault.js';
import { Http } from './http.js';
import { Info } from './info.js';
import { Token } from './token.js';
import { checkTopic } from './topics.js';

const TRIES = 3;
const PATIENCE_MS = 15_000;
const POLL_SECONDS = 1;

/** What to tell a proxy, by what does not work through it. */
const ADVICE = {
  websocket:
    'WebSockets do not get through. nginx: "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; ' +
    'proxy_set_header Connection upgrade;". Apache httpd: "upgrade=websocket" in ProxyPass.',
  sse:
    'Event streams are held back. nginx: "proxy_buffering off; gzip off;". HAProxy: "option http-no-delay". ' +
    'Apache httpd: "flushpackets=on" in ProxyPass, "SetEnv no-gzip 1".',
  poll: 'Long polls are not answered in time.',
  idle:
    'Idle connections are cut. nginx: "proxy_read_timeout 1h;". HAProxy: "timeout server 1h", "timeout tunnel 1h". ' +
    'Apache httpd: "ProxyTimeout 3600".',
};

/**
 * @typedef {import('../types.d.ts').Transport} Transport
 * @typedef {import('../doctor.d.ts').Attempt} Attempt
 * @typedef {{ message: () => void, proven: () => void }} Notes
 */

/** Looks how each transport gets through to the server, without the client's own decisions. */
class Doctor {
  #env;
  #http;
  #info;
  #token;
  #topic;
  #idle;
  isCompressed = false;

  /**
   * @param {string} base
   * @param {import('../doctor.d.ts').DiagnoseOptions} options
   */
  constructor(base, { topic, token, idle = 0, env }) {
    this.#env = environment(env);
    this.#token = new Token(token);
    this.#http = new Http(this.#env, base, randomName(), this.#token);
    this.#info = new Info(this.#env, this.#http);
    this.#topic = topic;
    this.#idle = idle;
  }

  async offer() {
    await this.#token.renew('connect');
    return this.#info.get();
  }

  /**
   * @param {Transport} transport
   * @returns {Promise<Attempt>}
   */
  async attempt(transport) {
    const { clock } = this.#env;
    const began = clock.now();
    const since = () => clock.now() - began;
    /** @type {Attempt} */
    const attempt = { works: false };
    const control = new AbortController();
    const over = new AbortController();
    const notes = {
      message: () => void (attempt.firstMessage ??= since()),
      proven: () => {
        if (!attempt.works) {
          Object.assign(attempt, { works: true, proven: since() });
          over.abort();
        }
      },
    };
    const line = this.#open(transport, notes, control.signal).catch((error) => {
      attempt.why ??= Fault.of(error).message;
      over.abort();
    });
    await pause(clock, PATIENCE_MS, over.signal);
    if (attempt.works && transport !== 'poll') {
      const cut = new AbortController();
      line.finally(() => cut.abort());
      await pause(clock, this.#idle, cut.signal);
      attempt.cutAfter = cut.signal.aborted ? since() : undefined;
    } else if (!attempt.works) {
      const what =
        attempt.firstMessage === undefined ? 'nothing came' : 'only what was pushed out came';
      attempt.why ??= `${what} in ${PATIENCE_MS / 1_000} s`;
    }
    control.abort();
    return attempt;
  }

  /**
   * @param {Transport} transport
   * @param {Notes} notes
   * @param {AbortSignal} signal
   * @returns {Promise<void>} when it is over
   */
  #open(transport, notes, signal) {
    if (transport === 'poll') {
      return this.#poll(notes, signal);
    }
    return transport === 'sse' ? this.#stream(notes, signal) : this.#socket(notes, signal);
  }

  /**
   * @param {Notes} notes
   * @param {AbortSignal} signal
   */
  async #stream(notes, signal) {
    const query = { topic: this.#topic, format: 'envelope', probe: 1 };
    const response = await this.#http.fetch('sse', { query, accept: 'text/event-stream', signal });
    this.isCompressed ||= response.headers.has('Content-Encoding');
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const stream = new EventStream();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        throw new Fault('ended', 'the stream has ended');
      }
      for (const [data] of stream.read(value)) {
        notes.message();
        if (data && JSON.parse(data).type === 'ping') {
          notes.proven();
        }
      }
    }
  }

  /**
   * @param {Notes} notes
   * @param {AbortSignal} signal
   */
  async #socket(notes, signal) {
    const { WebSocket } = this.#env;
    const token = this.#token.current;
    if (!WebSocket) {
      throw new Fault('unsupported', 'no WebSocket here');
    }
    const url = this.#http.url('ws').replace(/^http/, 'ws');
    const socket = new WebSocket(url, token ? ['tidewire.v1', `bearer.${token}`] : []);
    signal.addEventListener('abort', () => socket.close());
    await new Promise((_, reject) => {
      socket.onclose = ({ code }) =>
        reject(new Fault('ended', `the WebSocket was closed with ${code}`));
      socket.onmessage = ({ data }) => {
        notes.message();
        for (const { type } of typeof data === 'string' ? [JSON.parse(data)].flat() : []) {
          if (type === 'welcome') {
            socket.send(
              JSON.stringify({ type: 'subscribe', id: '1', topics: [this.#topic], since: ['now'] }),
            );
          } else if (type === 'subscribed' || type === 'error') {
            notes.proven();
          }
        }
      };
    });
  }

  /**
   * @param {Notes} notes
   * @param {AbortSignal} signal
   */
  async #poll(notes, signal) {
    const topic = this.#topic;
    const { cursor } = await this.#http.ask('poll', { query: { topic }, signal });
    notes.message();
    await this.#http.ask('poll', { query: { topic, since: cursor, wait: POLL_SECONDS }, signal });
    notes.proven();
  }
}

/** @type {typeof import('../doctor.d.ts').diagnose} */
export async function diagnose(options) {
  checkTopic(options.topic);
  const from = options.url ?? folder(import.meta.url);
  const base = new URL(from.replace(/\/?$/, '/'), globalThis.document?.baseURI);
  const doctor = new Doctor(base.href, options);
  const { transports: offered, protocol, roundTrip } = await doctor.offer();
  /** @type {import('../doctor.d.ts').Diagnosis['transports']} */
  const transports = {};
  for (const transport of offered) {
    const attempts = [];
    for (let i = 0; i < TRIES; i++) {
      attempts.push(await doctor.attempt(transport));
    }
    transports[transport] = attempts;
  }
  const all = Object.entries(transports);
  const failing = all
    .filter(([, attempts]) => attempts.some(({ works }) => !works))
    .map(([name]) => name);
  const isCut = all.some(([, attempts]) => attempts.some(({ cutAfter }) => cutAfter !== undefined));
  const advice = [...failing, ...(isCut ? ['idle'] : [])].map(
    (one) => ADVICE[/** @type {keyof ADVICE} */ (one)],
  );
  const { isCompressed } = doctor;
  const address = base.origin + base.pathname;
  const lines = [
    `${address}, ${protocol || 'HTTP'}, round trip ${roundTrip} ms${isCompressed ? ', compressed' : ''}`,
    ...all.flatMap(([name, attempts]) => attempts.map((attempt) => `${name}: ${inWords(attempt)}`)),
    ...advice,
  ];
  return { address, protocol, roundTrip, isCompressed, transports, advice, text: lines.join('\n') };
}

/** @param {Attempt} attempt */
function inWords({ works, firstMessage, proven, why, cutAfter }) {
  const first = firstMessage === undefined ? '' : `first message after ${firstMessage} ms, `;
  const cut = cutAfter === undefined ? '' : `, cut after ${cutAfter} ms`;
  return works ? `works, ${first}proven after ${proven} ms${cut}` : `${first}${why}`;
}
