import './loaded.js';
import { matcher } from '../../src/topics.js';

const HEARTBEAT_MS = 20_000;

/**
 * A server in memory that keeps to the wire contract as far as the client relies on it. What a test
 * sets decides how each road behaves: `open`, `refused` (nobody listens), `stuck` (no answer ever),
 * `mute` (opens, and nothing comes through); for WebSockets also the code that one is closed with at once.
 */
export class ScriptedServer {
  roads = { info: 'open', sse: 'open', websocket: 'open', poll: 'open', send: 'open' };
  transports = ['sse', 'websocket', 'poll'];
  heartbeat = HEARTBEAT_MS;
  user = undefined;
  /** The name that the tabs of a session have in common. */
  share = undefined;
  /** How many bytes of a stream something on the way gathers until it lets go of them. */
  gathers = 0;
  /** Whether something on the way holds back what no replay pushes out. */
  holdsPings = false;
  tokenExpires = undefined;
  /** How long a message takes, in milliseconds. */
  latency = () => 1;
  /** Answers a request instead of the server, if it returns a response. */
  intercept = () => undefined;
  /** Says why a topic is refused, if it is. */
  refuses = () => undefined;
  /** All requests so far, without their queries: `GET info`, `WS`. */
  requests = [];
  /** The same with their addresses. */
  urls = [];
  headers = [];
  epoch = 'e1';
  kept = [];
  lines = new Set();
  answersSends = () => ({ data: 'done' });
  published = [];
  #head = 0;
  #keys = new Map();

  constructor(clock) {
    // What happens here is no timer of the client's.
    this.clock = { ...clock, setTimeout: (run, millis) => clock.setTimeout(run, millis, false) };
    const server = this;
    this.WebSocket = class extends FakeSocket {
      constructor(url, protocols) {
        super(server, url, protocols);
      }
    };
    this.env = { fetch: this.fetch, WebSocket: this.WebSocket, clock, random: () => 0.5 };
  }

  get cursor() {
    return `${this.epoch}-${this.#head}`;
  }

  publish(topic, data, { ephemeral = false, type = 'said', ...more } = {}) {
    const seq = ephemeral ? undefined : ++this.#head;
    const event = {
      type: 'event',
      topic,
      event: type,
      cursor: ephemeral ? undefined : this.cursor,
      time: new Date(this.clock.now()).toISOString(),
      data,
      ...more,
    };
    if (!ephemeral) {
      this.kept.push({ seq, event });
    }
    this.lines.forEach((line) => line.published(event));
    return event.cursor;
  }

  /** Forgets what is older than so many events. */
  evict(keep) {
    this.kept.splice(0, Math.max(0, this.kept.length - keep));
  }

  /** Begins another life of the log, with nothing in it. */
  restartLog(epoch) {
    const from = this.cursor;
    this.epoch = epoch;
    this.kept = [];
    this.#head = 0;
    this.lines.forEach((line) => line.skipped(from));
  }

  /** Ends all connections as if the network were gone. */
  cut() {
    [...this.lines].forEach((line) => line.cut());
  }

  /** The gap, if any, and the events with which a subscription begins. */
  begin(wishes) {
    const gaps = [];
    const events = new Set();
    for (const { topic, since, rewind } of wishes) {
      const matches = matcher(topic);
      const kept = this.kept.filter(({ event }) => matches.test(event.topic));
      let start = this.#head;
      if (since === 'start') {
        start = 0;
      } else if (since && since !== 'now') {
        const [epoch, seq] = since.split('-');
        start = Number(seq);
        const lost = this.#head - this.kept.length;
        if (epoch !== this.epoch || start > this.#head || start < lost) {
          start = lost;
          gaps.push({ type: 'gap', topic, from: since, to: `${this.epoch}-${start}` });
        }
      } else if (rewind) {
        const topics = new Set(kept.map(({ event }) => event.topic));
        for (const one of topics) {
          const last = kept.filter(({ event }) => event.topic === one).slice(-rewind);
          last.forEach((event) => events.add(event));
        }
      }
      kept.filter(({ seq }) => seq > start).forEach((one) => events.add(one));
    }
    const inOrder = [...events].sort((one, other) => one.seq - other.seq);
    return { gaps, events: inOrder.map(({ event }) => event) };
  }

  fetch = async (url, init = {}) => {
    const { pathname, searchParams } = new URL(url);
    const road = pathname.split('/').pop();
    this.requests.push(`${init.method ?? 'GET'} ${road}`);
    this.urls.push(url);
    this.headers.push(init.headers);
    const given = await this.intercept(road, init, url);
    if (given) {
      return given;
    }
    await this.#travel(this.roads[road], init.signal);
    if (init.tab?.isGone) {
      return new Promise(() => {});
    }
    const body = init.body ? JSON.parse(init.body) : undefined;
    const since = searchParams.getAll('since');
    const wishes =
      body?.topics ??
      searchParams.getAll('topic').map((topic, i) => ({ topic, since: since[i] ?? since[0] }));
    const rewind = Number(body?.rewind ?? searchParams.get('rewind') ?? 0);
    wishes.forEach((wish) => (wish.rewind = wish.since ? 0 : rewind));
    if (wishes.length > this.limits?.subscriptions) {
      return problem(400, 'too-many-topics');
    }
    for (const { topic } of wishes) {
      const why = this.refuses(topic);
      if (why) {
        return problem(why.status, why.code, why.isNamed === false ? undefined : topic);
      }
    }
    switch (road) {
      case 'info':
        return json({
          version: 'test',
          transports: this.transports,
          heartbeat: this.heartbeat,
          limits: { message: 65_536, ...this.limits },
          user: this.user,
          share: this.share,
        });
      case 'poll':
        return this.#poll(wishes, Number(body?.wait ?? searchParams.get('wait') ?? 25), init);
      case 'sse':
        return new FakeStream(this, wishes, init).response;
      case 'send':
        return json(body.map((command) => this.command(command)));
      default:
        return problem(404, 'bad-request');
    }
  };

  async #travel(road, signal) {
    signal?.throwIfAborted();
    if (road === 'refused') {
      throw new TypeError('fetch failed');
    }
    await new Promise((resolve, reject) => {
      const stop = () => reject(signal.reason);
      signal?.addEventListener('abort', stop, { once: true });
      if (road !== 'stuck') {
        this.clock.setTimeout(() => {
          signal?.removeEventListener('abort', stop);
          resolve();
        }, this.latency());
      }
    });
  }

  async #poll(wishes, wait, { signal, tab }) {
    const isNew = wishes.every(({ since, rewind }) => !since && !rewind);
    if (isNew) {
      return json({ cursor: this.cursor, events: [], gaps: [] });
    }
    const read = () => ({ cursor: this.cursor, ...this.begin(wishes) });
    let answer = read();
    let bye;
    if (!answer.events.length && !answer.gaps.length && wait) {
      await new Promise((resolve, reject) => {
        const line = {
          tab,
          gone: () => over(),
          published: (event) => {
            if (wishes.some(({ topic }) => matcher(topic).test(event.topic))) {
              over();
              answer = read();
              resolve();
            }
          },
          skipped: () => {
            over();
            answer = read();
            resolve();
          },
          cut: () => {
            over();
            reject(new TypeError('connection lost'));
          },
          bye: (given) => {
            over();
            bye = { type: 'bye', ...given };
            resolve();
          },
        };
        const timer = this.clock.setTimeout(
          () => line.published({ topic: wishes[0].topic }),
          wait * 1_000,
        );
        const over = () => {
          this.clock.clearTimeout(timer);
          this.lines.delete(line);
        };
        this.lines.add(line);
        signal?.addEventListener('abort', () => {
          over();
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
    }
    await this.#travel('open', signal);
    return json({ ...answer, bye, ...this.#confirmations(wishes) });
  }

  #confirmations(wishes) {
    return {
      subscribed: wishes.map(({ topic }) => ({
        type: 'subscribed',
        topic,
        cursor: this.cursor,
        recovered: true,
      })),
    };
  }

  /** Carries out what a client sends. */
  command({ type, id, topic, event, data, idempotencyKey, ...more }) {
    if (type === 'send') {
      return { ...this.answersSends(more.to, event, data), type: 'ack', id };
    }
    const why = this.refuses(topic, 'publish');
    if (why) {
      return { type: 'error', id, code: why.code, message: 'refused' };
    }
    const before = this.#keys.get(idempotencyKey);
    const { encoding } = more;
    const cursor = before ?? this.publish(topic, data, { type: event, encoding });
    this.#keys.set(idempotencyKey, cursor);
    if (!before) {
      this.published.push(data);
    }
    return { type: 'ack', id, cursor };
  }
}

/** What both kinds of streams do: they tell everything in order, each message a moment later. */
class FakeLine {
  #free = 0;
  isOver = false;
  /** Once nothing comes through, nothing does later. */
  isMute = false;

  constructor(server) {
    this.server = server;
    this.subscriptions = [];
    server.lines.add(this);
  }

  welcome() {
    const { heartbeat, user, tokenExpires } = this.server;
    return { type: 'welcome', connection: 'c', heartbeat, user, tokenExpires, limits: {} };
  }

  subscribe(wishes, id) {
    const { gaps, events } = this.server.begin(wishes);
    for (const wish of wishes) {
      const { topic, since } = wish;
      const isLost = gaps.some((gap) => gap.topic === topic);
      this.subscriptions.push({ topic, matches: matcher(topic) });
      this.tell({
        type: 'subscribed',
        id,
        topic,
        cursor: since ?? this.server.cursor,
        recovered: !isLost,
      });
    }
    gaps.forEach((gap) => this.tell(gap));
    events.forEach((event) => this.tell(event));
  }

  published(event) {
    if (this.subscriptions.some(({ matches }) => matches.test(event.topic))) {
      this.tell(event);
    }
  }

  skipped(from) {
    for (const { topic } of this.subscriptions) {
      this.tell({ type: 'gap', topic, from, to: this.server.cursor });
    }
  }

  /** Later, after all that was told before; nothing of it arrives after a cut. */
  later(run) {
    const { clock, latency } = this.server;
    this.#free = Math.max(this.#free, clock.now() + latency());
    const deliver = () => this.inTab(() => this.isOver || run());
    clock.setTimeout(deliver, this.#free - clock.now());
  }

  /** Does what a frozen tab sees only when it wakes up. */
  inTab(run) {
    if (this.tab) {
      this.tab.run(run);
    } else {
      run();
    }
  }

  /** The client is no longer there. */
  gone() {
    this.over();
  }

  over() {
    this.isOver = true;
    this.server.lines.delete(this);
    this.server.clock.clearTimeout(this.heartbeat);
  }

  beat() {
    const { clock, heartbeat } = this.server;
    this.heartbeat = clock.setTimeout(() => {
      this.tell({ type: 'ping', cursor: this.server.cursor });
      this.beat();
    }, heartbeat);
  }
}

class FakeStream extends FakeLine {
  #control;
  #encoder = new TextEncoder();
  #gathered = [];

  constructor(server, wishes, { signal, tab }) {
    super(server);
    this.tab = tab;
    const body = new ReadableStream({ start: (control) => (this.#control = control) });
    this.response = new Response(body, {
      headers: { 'Content-Type': 'text/event-stream;charset=UTF-8' },
    });
    signal.addEventListener('abort', () => this.#end(new DOMException('aborted', 'AbortError')));
    this.#write('retry: 0\n\n');
    this.tell(this.welcome());
    this.subscribe(wishes);
    this.#write(() => `id: ${server.cursor}\n\n`);
    this.probe = server.clock.setTimeout(
      () => server.holdsPings || this.tell({ type: 'ping', cursor: server.cursor }),
      250,
    );
    this.beat();
  }

  tell(frame) {
    const { cursor, type } = frame;
    const id = cursor && (type === 'event' || type === 'ping') ? `id: ${cursor}\n` : '';
    this.#write(`data: ${JSON.stringify(frame)}\n${id}\n`);
  }

  #write(text) {
    const now = typeof text === 'string' ? text : text();
    this.isMute ||= this.server.roads.sse === 'mute';
    if (!this.isMute) {
      this.later(() => this.#pass(this.#encoder.encode(now)));
    }
  }

  #pass(bytes) {
    if (!this.server.gathers) {
      this.#control.enqueue(bytes);
      return;
    }
    this.#gathered.push(...bytes);
    if (this.#gathered.length >= this.server.gathers) {
      this.#control.enqueue(Uint8Array.from(this.#gathered.splice(0)));
    }
  }

  raw(data) {
    this.#write(`data: ${data}\n\n`);
  }

  chunk(text) {
    this.#write(text);
  }

  bye(given) {
    this.tell({ type: 'bye', ...given });
    this.later(() => this.#end());
  }

  cut() {
    this.#end(new TypeError('connection lost'));
  }

  #end(error) {
    if (!this.isOver) {
      this.over();
      this.server.clock.clearTimeout(this.probe);
      this.inTab(() => (error ? this.#control.error(error) : this.#control.close()));
    }
  }
}

class FakeSocket extends FakeLine {
  onmessage = null;
  onclose = null;

  constructor(server, url, protocols) {
    super(server);
    this.protocols = protocols;
    server.requests.push('WS');
    server.urls.push(url);
    const road = server.roads.websocket;
    if (road === 'refused') {
      this.later(() => this.#end(1006));
    } else if (typeof road === 'number') {
      this.later(() => this.#end(road));
    } else if (road === 'open') {
      this.tell(this.welcome());
      this.beat();
    }
  }

  tell(frame) {
    this.isMute ||= this.server.roads.websocket !== 'open';
    if (!this.isMute) {
      this.later(() => this.onmessage?.({ data: JSON.stringify(frame) }));
    }
  }

  send(text) {
    if (this.isOver) {
      return;
    }
    for (const frame of [JSON.parse(text)].flat()) {
      this.later(() => this.#hear(frame));
    }
  }

  #hear(frame) {
    const { type, id, topics, since, topic } = frame;
    if (type === 'subscribe') {
      const why = topics.map((one) => this.server.refuses(one)).find(Boolean);
      if (why) {
        this.tell({ type: 'error', id, code: why.code, message: 'refused' });
      } else {
        this.subscribe(
          topics.map((one, i) => ({ topic: one, since: since[i] })),
          id,
        );
      }
    } else if (type === 'unsubscribe') {
      this.subscriptions = this.subscriptions.filter((one) => one.topic !== topic);
      this.tell({ type: 'unsubscribed', id, topic });
    } else if (type === 'publish' || type === 'send') {
      this.tell(this.server.command(frame));
    } else if (type === 'auth') {
      this.server.authenticated?.(frame.token);
      this.tell(this.welcome());
    }
  }

  raw(data) {
    this.later(() => this.onmessage?.({ data }));
  }

  end(code) {
    this.#end(code);
  }

  bye(given, code = 1001) {
    this.tell({ type: 'bye', ...given });
    this.later(() => this.#end(code));
  }

  close() {
    this.over();
  }

  cut() {
    this.#end(1006);
  }

  #end(code) {
    if (!this.isOver) {
      this.over();
      this.inTab(() => this.onclose?.({ code, reason: '' }));
    }
  }
}

export function json(value, status = 200, headers = {}) {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

export function problem(status, code, topic, headers = {}) {
  return new Response(JSON.stringify({ status, code, topic, detail: `${code} it is` }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });
}
