import { folder } from './address.js';
import { environment, pause, randomName } from './env.js';
import { Feed } from './feeds.js';
import { Http } from './http.js';
import { Info } from './info.js';
import { PollLine } from './poll.js';
import { SseLine } from './sse.js';
import { Token } from './token.js';
import { checkTopic } from './topics.js';
import { SocketLine } from './websocket.js';

const LINES = { sse: SseLine, websocket: SocketLine, poll: PollLine };
const TRIES = 3;
const PATIENCE_MS = 15_000;
/** How long the server waits until it sends its early ping. */
const PROBE_MS = 250;

/** What to add to a proxy, by what does not work through it. */
const ADVICE = {
  websocket: [
    'WebSockets do not get through',
    'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;',
    'nothing',
    'ProxyPass ... upgrade=websocket',
  ],
  sse: [
    'Event streams are held back',
    'proxy_http_version 1.1; proxy_buffering off; gzip off;',
    'option http-no-delay',
    'ProxyPass ... flushpackets=on; SetEnv no-gzip 1',
  ],
  poll: [
    'Long polls are not answered',
    'proxy_read_timeout 90s;',
    'timeout server 90s',
    'ProxyTimeout 90',
  ],
  idle: [
    'Idle connections are cut',
    'proxy_read_timeout 1h;',
    'timeout server 1h; timeout tunnel 1h',
    'ProxyTimeout 3600',
  ],
};

/**
 * @typedef {import('../types.d.ts').Transport} Transport
 * @typedef {import('../doctor.d.ts').Attempt} Attempt
 */

/** Looks how each transport gets through to the server, without the client's own decisions. */
class Doctor {
  #env;
  #http;
  #info;
  #token;
  #topic;
  #idle;
  #cursor = '';
  /** @type {(response: Response) => void} */
  #responded = () => {};
  isCompressed = false;

  /**
   * @param {string} base
   * @param {import('../doctor.d.ts').DiagnoseOptions} options
   */
  constructor(base, { topic, token, idle = 0, env }) {
    this.#env = environment(env);
    this.#token = new Token(token);
    const fetch = async (/** @type {Parameters<typeof globalThis.fetch>} */ ...request) => {
      const response = await this.#env.fetch(...request);
      this.#responded(response);
      return response;
    };
    this.#http = new Http({ ...this.#env, fetch }, base, randomName(), this.#token);
    this.#info = new Info(this.#env, this.#http);
    this.#topic = topic;
    this.#idle = idle;
  }

  async offer() {
    await this.#token.renew('connect');
    const offer = await this.#info.get();
    const { cursor } = await this.#http.ask('poll', { query: { topic: this.#topic } });
    this.#cursor = cursor;
    return offer;
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
    this.#responded = ({ headers }) => {
      attempt.firstByte ??= since();
      this.isCompressed ||= transport === 'sse' && headers.has('Content-Encoding');
    };
    const feed = Object.assign(new Feed(this.#topic), { cursor: this.#cursor });
    /** @type {import('./line.js').Line} */
    const line = new LINES[transport](
      {
        env: this.#env,
        http: this.#http,
        token: this.#token,
        deadline: PATIENCE_MS,
        take: () => {},
        flush: () => {},
        relay: (_, { length }) => {
          attempt.firstMessage ??= length ? since() : undefined;
        },
        refuse: (_, fault) => line.fail(fault),
      },
      [feed],
    );
    const fault = await Promise.race([line.open().live, line.ended]);
    if (fault) {
      attempt.why = fault.code === 'silent' ? silence(attempt) : fault.message;
    } else {
      const proven = since();
      const first = attempt.firstMessage ?? proven;
      const latency =
        transport === 'poll' ? proven : proven - first - (transport === 'sse' ? PROBE_MS : 0);
      Object.assign(attempt, { works: true, proven, latency: Math.max(0, latency) });
      const watched = new AbortController();
      line.ended.then(() => watched.abort());
      await pause(clock, this.#idle, watched.signal);
      attempt.cutAfter = line.isOver ? since() : undefined;
    }
    line.close();
    return attempt;
  }

  /**
   * Asks for all that is kept of the topic, which pushes out what something on the way has gathered.
   *
   * @returns {Promise<number | undefined>} how many bytes came at once, if any did
   */
  async gathered() {
    const query = { topic: this.#topic, since: 'start', format: 'envelope' };
    const control = new AbortController();
    const { signal } = control;
    pause(this.#env.clock, PATIENCE_MS, signal).then(() => control.abort());
    try {
      const response = await this.#http.fetch('sse', {
        query,
        accept: 'text/event-stream',
        signal,
      });
      const { value } = (await response.body?.getReader().read()) ?? {};
      return value?.length;
    } catch {
      return undefined;
    } finally {
      control.abort();
    }
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
  const isHeldBack = transports.sse?.some(({ works, why }) => !works && why?.startsWith(NOTHING));
  const heldBytes = isHeldBack ? await doctor.gathered() : undefined;
  const all = Object.entries(transports);
  const failing = all
    .filter(([, attempts]) => attempts.some(({ works }) => !works))
    .map(([name]) => name);
  const isCut = all.some(([, attempts]) => attempts.some(({ cutAfter }) => cutAfter !== undefined));
  const advice = [...failing, ...(isCut ? ['idle'] : [])].flatMap((one) => {
    const [what, nginx, haproxy, httpd] = ADVICE[/** @type {keyof ADVICE} */ (one)];
    return [`${what}.`, `  nginx: ${nginx}`, `  HAProxy: ${haproxy}`, `  Apache httpd: ${httpd}`];
  });
  const { isCompressed } = doctor;
  const address = base.origin + base.pathname;
  const compressed = isCompressed ? ', compressed' : '';
  const lines = [
    `${address}, ${protocol || 'HTTP'}, round trip ${roundTrip} ms${compressed}`,
    ...all.flatMap(([name, attempts]) => attempts.map((attempt) => `${name}: ${inWords(attempt)}`)),
    ...(isHeldBack ? [`sse: ${gathering(heldBytes)}`] : []),
    ...advice,
  ];
  const text = lines.join('\n');
  return { address, protocol, roundTrip, isCompressed, transports, heldBytes, advice, text };
}

const NOTHING = 'nothing came';

/** @param {Attempt} attempt */
const silence = ({ firstMessage }) =>
  `${firstMessage === undefined ? NOTHING : 'only what was pushed out came'} in ${PATIENCE_MS / 1_000} s`;

/** @param {number | undefined} bytes */
const gathering = (bytes) =>
  bytes === undefined
    ? 'all that is kept pushes nothing out'
    : `held back until ${bytes} bytes have gathered`;

/** @param {Attempt} attempt */
function inWords({ works, firstByte, firstMessage, proven, latency, why, cutAfter }) {
  const times = Object.entries({
    'first byte after': firstByte,
    'first message after': firstMessage,
    'proven after': proven,
    latency,
    'cut after': cutAfter,
  }).flatMap(([what, millis]) => (millis === undefined ? [] : [`${what} ${millis} ms`]));
  return [...(works ? ['works'] : []), ...times, ...(why ? [why] : [])].join(', ');
}
