import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../src/client.js';
import { Browser } from './fakes/browser.js';
import { ManualClock, settled } from './fakes/clock.js';
import { ScriptedServer } from './fakes/server.js';

const SCRIPTS = Number(process.env.TIDEWIRE_SCRIPTS ?? 2_000);
const STEPS = 25;
const TOPICS = ['orders/eu', 'orders/us', 'news'];
const PATTERNS = [...TOPICS, 'orders/*', '**'];
const ROADS = ['open', 'open', 'open', 'refused', 'stuck', 'mute'];

/** A random number generator that can be seeded (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes down what one subscription gets, and compares it with what was published. */
class Recorder {
  heard = [];
  readyAt = undefined;
  #skipped = [];

  constructor(client, server, topics, options, random) {
    this.server = server;
    this.topics = topics;
    this.options = options;
    const batch = random() < 0.3;
    this.subscription = client.subscribe(
      topics,
      (events) => [events].flat().forEach((event) => this.heard.push(event.data)),
      {
        ...options,
        batch,
        gap: ({ from, to }) => this.#skipped.push({ from, to, after: this.heard.at(-1) ?? -1 }),
      },
    );
    this.subscription.ready.then(
      () => {
        this.readyAt = server.all.length;
        this.keptFrom = server.kept.length ? server.kept[0].event.data : this.readyAt;
      },
      () => {},
    );
  }

  #covers(topic) {
    return this.topics.some(
      (pattern) =>
        pattern === '**' ||
        pattern === topic ||
        (pattern === 'orders/*' && topic.startsWith('orders/')),
    );
  }

  checkOrder() {
    const order = this.heard.join(' ');
    assert.equal(new Set(this.heard).size, this.heard.length, `twice: ${order}`);
    // Topics that were asked for at different times are ordered only each by itself.
    const topics =
      this.topics.length === 1
        ? [() => true]
        : TOPICS.map((topic) => (data) => this.server.all[data].topic === topic);
    for (const isOfTopic of topics) {
      const some = this.heard.filter(isOfTopic);
      assert.deepEqual(
        some,
        some.toSorted((one, other) => one - other),
        `out of order: ${order}`,
      );
    }
    this.heard.forEach((data) =>
      assert.ok(this.#covers(this.server.all[data].topic), 'not its topic'),
    );
  }

  checkAll() {
    this.checkOrder();
    const order = this.heard.join(' ');
    const heard = new Set(this.heard);
    const expected = this.server.all.filter(({ topic }) => this.#covers(topic));
    // From when it was settled, or its first event, all have come or were told as lost. Where there
    // are several topics, their histories do not begin together.
    const isOne = this.topics.length === 1 && !this.topics[0].includes('*');
    const first = isOne ? this.heard[0] : undefined;
    const begin = Math.min(this.readyAt ?? Infinity, first ?? Infinity);
    for (const { data, cursor } of expected) {
      if (data >= begin && !heard.has(data)) {
        assert.ok(
          this.#isTold(data, cursor),
          `${data} (${cursor}) is missing, no gap told: ${order}`,
        );
      }
    }
    if (this.options.since === 'start') {
      for (const { data, cursor } of expected.filter((one) => one.data >= this.keptFrom)) {
        assert.ok(
          heard.has(data) || this.#isTold(data, cursor),
          `${data} (${cursor}) was kept, and did not come: ${order}`,
        );
      }
    }
  }

  #isTold(data, cursor) {
    const [epoch, seq] = cursor.split('-');
    return this.#skipped.some(({ from, to }) => {
      const [fromEpoch, fromSeq] = from.split('-');
      const [toEpoch, toSeq] = to.split('-');
      const isAfter =
        fromEpoch !== epoch
          ? this.server.epochs.indexOf(fromEpoch) < this.server.epochs.indexOf(epoch)
          : Number(seq) > Number(fromSeq);
      const isBefore =
        toEpoch !== epoch
          ? this.server.epochs.indexOf(toEpoch) > this.server.epochs.indexOf(epoch)
          : Number(seq) <= Number(toSeq);
      return isAfter && isBefore;
    });
  }
}

/** Tabs that find each other, or one client for whom there is no page. */
function surroundings(count, clock, server, random) {
  if (count === 1) {
    return [{ env: server.env, isGone: false, thaw: () => {}, show: () => {} }];
  }
  const browser = new Browser(server, clock);
  server.user = 'ann';
  server.share = 's1';
  server.roads.websocket = random() < 0.7 ? 'refused' : 'open';
  browser.latency = () => Math.floor(random() * random() * 100);
  return Array.from({ length: count }, () => browser.open());
}

async function play(seed) {
  const random = generator(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const clock = new ManualClock();
  const server = new ScriptedServer(clock);
  server.latency = () => 1 + Math.floor(random() * random() * 400);
  server.all = [];
  server.epochs = ['e1'];
  const tabs = surroundings(
    random() < 0.5 ? 1 : 2 + Math.floor(random() * 3),
    clock,
    server,
    random,
  );
  const transports = random() < 0.3 ? [pick(['sse', 'websocket', 'poll'])] : undefined;
  const share = pick(['auto', true]);
  for (const tab of tabs) {
    tab.recorders = [];
    tab.client = connect('http://localhost/realtime', {
      env: { ...tab.env, random },
      transports,
      share,
    });
  }
  const here = () => tabs.filter(({ isGone }) => !isGone);
  const awake = () => here().filter(({ isFrozen }) => !isFrozen);
  const publish = () => {
    const topic = pick(TOPICS);
    const data = server.all.length;
    server.all.push({ topic, data, cursor: undefined });
    server.all[data].cursor = server.publish(topic, data);
  };
  const subscribe = (tab) => {
    const topics =
      random() < 0.2 ? [...new Set([pick(PATTERNS), pick(PATTERNS)])] : [pick(PATTERNS)];
    const options = pick([{}, {}, { rewind: 3 }, { since: 'start' }]);
    tab?.recorders.push(new Recorder(tab.client, server, topics, options, random));
  };
  const steps = [
    [8, publish],
    [4, () => clock.advance(Math.floor(random() * 300))],
    [3, () => clock.advance(Math.floor(random() * 5_000))],
    [1, () => clock.advance(Math.floor(random() * 120_000))],
    [2, () => subscribe(pick(awake()))],
    [
      1,
      () => {
        const one = pick(awake().flatMap(({ recorders }) => recorders));
        one?.subscription.close();
        one?.checkOrder();
      },
    ],
    [2, () => server.cut()],
    [1, () => pick(awake())?.client.reconnect()],
    [
      1,
      () => {
        server.evict(Math.floor(random() * 5));
      },
    ],
    [
      0.5,
      () => {
        const epoch = `e${server.epochs.length + 1}`;
        server.epochs.push(epoch);
        server.restartLog(epoch);
      },
    ],
    [
      2,
      () => {
        server.roads[pick(['sse', 'websocket', 'poll', 'info'])] = pick(ROADS);
      },
    ],
    [1, () => clock.sleep(Math.floor(random() * 200_000))],
    ...(tabs.length === 1
      ? []
      : [
          [2, () => pick(here())?.show(pick(['visible', 'hidden']))],
          [1.5, () => pick(awake())?.[pick(['freeze', 'stop'])]()],
          [1.5, () => pick(here())?.thaw()],
          [0.5, () => here().length > 1 && pick(here()).crash()],
        ]),
  ];
  const total = steps.reduce((sum, [weight]) => sum + weight, 0);
  tabs.forEach(subscribe);
  for (let i = 0; i < STEPS; i++) {
    let place = random() * total;
    await steps.find(([weight]) => (place -= weight) < 0)[1]();
  }
  for (const road of Object.keys(server.roads)) {
    server.roads[road] = 'open';
  }
  for (const tab of here()) {
    tab.thaw();
    tab.show('visible'); // else the lead may change hands just when all is looked at
  }
  await clock.advance(180_000);
  publish();
  await clock.advance(5_000);
  if (tabs.length > 1 && transports && (share === true || transports[0] !== 'websocket')) {
    assert.ok(server.lines.size <= 1, 'tabs have connections of their own');
  }
  for (const { client, recorders } of here()) {
    const open = recorders.filter(({ subscription }) => subscription.state !== 'closed');
    assert.ok(
      open.length === 0 || client.status.state === 'live',
      `it is ${JSON.stringify(client.status)}`,
    );
    open.forEach((recorder) => {
      assert.equal(recorder.subscription.state, 'live');
      recorder.checkAll();
    });
    await client.close();
  }
  tabs
    .filter(({ isGone }) => isGone)
    .forEach(({ recorders }) => recorders.forEach((recorder) => recorder.checkOrder()));
  await settled();
  assert.equal(clock.pending, 0, 'timers are left');
  assert.equal(server.lines.size, 0, 'connections are left');
  const [{ browser }] = tabs;
  assert.deepEqual(browser?.lockNames ?? [], [], 'locks are left');
  assert.equal(browser?.channels.size ?? 0, 0, 'channels are left');
}

test(`${SCRIPTS} random scripts: each event comes once and in order, or a gap is told`, async () => {
  const first = Number(process.env.TIDEWIRE_SEED ?? 1);
  for (let seed = first; seed < first + SCRIPTS; seed++) {
    await play(seed).catch((error) => {
      throw new Error(`script ${seed}: ${error.message}`, { cause: error });
    });
  }
});
