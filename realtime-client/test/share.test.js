import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../src/client.js';
import { browse } from './fakes/browser.js';
import { ManualClock } from './fakes/clock.js';
import { reachedBy, URL_OF_SERVER } from './fakes/start.js';

const MINUTE = 60_000;

/** So many tabs of one browser, each subscribed to a topic; WebSockets are refused unless `prepare` allows them. */
function open(count, { prepare, topics = ['news'], ...options } = {}) {
  const clock = new ManualClock();
  const { server, browser } = browse(clock, prepare);
  const add = (topic = 'news', more = {}) => {
    const tab = browser.open();
    const client = connect(URL_OF_SERVER, { ...options, env: tab.env });
    const heard = [];
    const gaps = [];
    const gap = (one) => gaps.push(one);
    client.subscribe(topic, ({ data }) => heard.push(data), { gap, ...more });
    return { tab, client, heard, gaps };
  };
  const all = Array.from({ length: count }, (_, i) => add(topics[i % topics.length]));
  const leads = ({ tab }) =>
    browser.lockNames.some((name) => isElection(name) && browser.holder(name) === tab);
  const leader = () => all.find(leads);
  const others = () => all.filter((one) => !leads(one) && !one.tab.isGone);
  const close = async () => {
    for (const { client } of all) {
      await client.close();
    }
    await clock.advance(100);
    assert.equal(clock.pending, 0, 'timers are left');
    assert.deepEqual(browser.lockNames, [], 'locks are left');
    assert.equal(browser.channels.size, 0, 'channels are left');
    assert.equal(server.lines.size, 0, 'connections are left');
  };
  const asked = (request) => server.requests.filter((one) => one === request).length;
  return { clock, server, browser, all, add, leader, others, close, asked };
}

/** The election's lock has the user and the session in its name, that of a line its own name as well. */
const isElection = (name) => name.split(' ').length === 4;

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function publish(clock, server, from, to, topic = 'news') {
  for (const data of numbers(from, to)) {
    server.publish(topic, data);
    await clock.advance(100);
  }
}

for (const transport of ['sse', 'poll', 'websocket']) {
  test(`eight tabs share one connection over ${transport}`, async () => {
    const { clock, server, all, close } = open(8, {
      transports: [transport],
      share: transport === 'websocket' ? true : undefined,
      prepare: ({ roads }) => (roads.websocket = 'open'),
    });
    await clock.advance(3_000);
    all.forEach(({ client }) => {
      assert.equal(client.status.state, 'live');
      assert.equal(client.status.transport, transport);
      assert.equal(client.status.user, 'ann');
    });
    assert.equal(server.lines.size, 1);
    const before = server.requests.length;
    await publish(clock, server, 1, 20);
    all.forEach(({ heard }) => assert.deepEqual(heard, numbers(1, 20)));
    if (transport !== 'poll') {
      assert.equal(server.requests.length, before);
    }
    await clock.advance(5 * MINUTE);
    assert.ok(
      all.every(({ client }) => client.status.state === 'live'),
      'also when nothing comes',
    );
    assert.equal(server.lines.size, 1);
    await close();
  });
}

for (const transport of ['sse', 'poll']) {
  test(`each tab gets what it has asked for, from where it has asked for it, over ${transport}`, async () => {
    const { clock, server, all, add, close } = open(3, {
      transports: [transport],
      topics: ['news', 'orders/eu', 'orders/*'],
    });
    await clock.advance(3_000);
    await publish(clock, server, 1, 3, 'orders/eu');
    await publish(clock, server, 4, 5, 'news');
    assert.deepEqual(
      all.map(({ heard }) => heard),
      [
        [4, 5],
        [1, 2, 3],
        [1, 2, 3],
      ],
    );
    // Later ones, also with topics that nobody else has.
    all.push(add('orders/us'), add('news', { since: 'start' }), add('news', { since: 'e1-4' }));
    await clock.advance(3_000);
    assert.ok(all.every(({ client }) => client.status.state === 'live'));
    assert.equal(server.lines.size, 1);
    await publish(clock, server, 6, 7, 'orders/us');
    await publish(clock, server, 8, 9, 'news');
    assert.deepEqual(
      all.map(({ heard }) => heard),
      [
        [4, 5, 8, 9],
        [1, 2, 3],
        [1, 2, 3, 6, 7],
        [6, 7],
        [4, 5, 8, 9],
        [5, 8, 9],
      ],
    );
    await close();
  });
}

test('what has no cursor, and bytes, come to all tabs once', async () => {
  const { clock, server, all, close } = open(3, { transports: ['sse'] });
  await clock.advance(3_000);
  server.publish('news', 'now', { ephemeral: true });
  server.publish('news', 'AQID', { encoding: 'base64' });
  await clock.advance(100);
  all.forEach(({ heard }) => assert.deepEqual(heard, ['now', Uint8Array.of(1, 2, 3)]));
  await close();
});

for (const how of ['is closed', 'crashes']) {
  test(`when the leader ${how}, another tab takes over, and nothing is lost`, async () => {
    const { clock, server, all, leader, others, close } = open(4);
    await clock.advance(3_000);
    await publish(clock, server, 1, 5);
    const first = leader();
    if (how === 'crashes') {
      first.tab.crash();
    } else {
      first.client.close();
    }
    await publish(clock, server, 6, 20);
    await clock.advance(3_000);
    assert.notEqual(leader(), first);
    assert.equal(server.lines.size, 1);
    all
      .filter((one) => one !== first)
      .forEach(({ client, heard, gaps }) => {
        assert.equal(client.status.state, 'live');
        assert.deepEqual(heard, numbers(1, 20));
        assert.deepEqual(gaps, []);
      });
    assert.equal(others().filter((one) => one !== first).length, 2);
    await close();
  });
}

test('a tab that crashes is no longer asked for', async () => {
  const { clock, server, all, leader, others, add, close } = open(2);
  all.push(add('orders/eu'));
  await clock.advance(3_000);
  const urls = () => server.urls.filter((url) => url.includes('/sse'));
  assert.ok(urls().at(-1).includes('orders'));
  const gone = all[2];
  assert.ok(gone !== leader() && others().includes(gone));
  gone.tab.crash();
  await clock.advance(3_000);
  assert.ok(!urls().at(-1).includes('orders'), urls().at(-1));
  await close();
});

test('when the leader loses its connection, all say so, and none loses an event', async () => {
  const { clock, server, all, close } = open(4);
  await clock.advance(3_000);
  await publish(clock, server, 1, 5);
  server.roads.sse = server.roads.poll = server.roads.info = 'refused';
  server.cut();
  await publish(clock, server, 6, 10);
  all.forEach(({ client }) => assert.notEqual(client.status.state, 'live'));
  await clock.advance(20_000);
  server.roads.sse = server.roads.poll = server.roads.info = 'open';
  await clock.advance(35_000);
  await publish(clock, server, 11, 15);
  all.forEach(({ client, heard }) => {
    assert.equal(client.status.state, 'live');
    assert.deepEqual(heard, numbers(1, 15));
  });
  assert.equal(server.lines.size, 1);
  await close();
});

test('a stopped leader is found by a visible tab, and steps down when it wakes up', async () => {
  const { clock, server, all, leader, others, close } = open(3);
  await clock.advance(3_000);
  await publish(clock, server, 1, 3);
  const stopped = leader();
  stopped.tab.show('hidden');
  stopped.tab.stop();
  const [other] = others();
  others().forEach(({ tab }) => tab.show('hidden'));
  await publish(clock, server, 4, 6);
  assert.deepEqual(other.heard, [1, 2, 3]);
  await clock.advance(20_000);
  assert.equal(leader(), stopped, 'hidden tabs leave it the lock');
  other.tab.show('visible');
  await clock.advance(2_000);
  assert.equal(leader(), stopped, 'it has 3 s to answer');
  await clock.advance(1_500);
  assert.equal(leader(), other);
  await clock.advance(1_000);
  assert.deepEqual(other.heard, numbers(1, 6));
  await publish(clock, server, 7, 9);
  stopped.tab.thaw();
  stopped.tab.show('visible');
  await clock.advance(3_000);
  await publish(clock, server, 10, 12);
  assert.equal(leader(), other);
  assert.equal(server.lines.size, 1, 'the one that was robbed has let go');
  all.forEach(({ client, heard, gaps }) => {
    assert.equal(client.status.state, 'live');
    assert.deepEqual(heard, numbers(1, 12));
    assert.deepEqual(gaps, []);
  });
  await close();
});

test('a visible tab that hears nothing finds a stopped leader by itself', async () => {
  const { clock, server, leader, others, close } = open(2);
  await clock.advance(3_000);
  const stopped = leader();
  const [other] = others();
  stopped.tab.stop();
  await publish(clock, server, 1, 3);
  await clock.advance(35_000);
  assert.equal(leader(), other);
  assert.deepEqual(other.heard, [1, 2, 3]);
  stopped.tab.thaw();
  await clock.advance(2_000);
  assert.deepEqual(stopped.heard, [1, 2, 3]);
  assert.equal(server.lines.size, 1);
  await close();
});

test('a leader that is frozen lets another tab lead, although it hears the others', async () => {
  const { clock, server, all, leader, close } = open(3);
  await clock.advance(3_000);
  await publish(clock, server, 1, 3);
  const frozen = leader();
  all.forEach(({ tab }) => tab.show('hidden'));
  frozen.tab.freeze();
  await publish(clock, server, 4, 6);
  await clock.advance(1_000);
  assert.notEqual(leader(), frozen);
  assert.equal(server.lines.size, 1, 'the frozen one has let go');
  const awake = () => all.filter(({ tab }) => !tab.isFrozen);
  awake().forEach(({ heard }) => assert.deepEqual(heard, numbers(1, 6)));

  leader().tab.freeze();
  const [last] = awake();
  await publish(clock, server, 7, 9);
  await clock.advance(1_000);
  assert.equal(leader(), last, 'those that are frozen do not wait for the lead');
  assert.deepEqual(last.heard, numbers(1, 9));

  all.forEach(({ tab }) => tab.thaw());
  await clock.advance(3_000);
  await publish(clock, server, 10, 12);
  assert.equal(leader(), last);
  assert.equal(server.lines.size, 1);
  all.forEach(({ client, heard, gaps }) => {
    assert.equal(client.status.state, 'live');
    assert.deepEqual(heard, numbers(1, 12));
    assert.deepEqual(gaps, []);
  });
  await close();
});

test('a tab takes nothing from a tab that it has not joined', async () => {
  const { clock, server, browser, all, close } = open(3, { transports: ['sse'] });
  await clock.advance(3_000);
  await publish(clock, server, 1, 3);
  const [{ name }] = browser.channels;
  const robbed = new (browser.open().page.BroadcastChannel)(name);
  // Whoever took this would believe that it had all up to there.
  const cursor = 'e1-5';
  const frame = { type: 'event', topic: 'news', event: 'said', cursor, data: 5 };
  const payload = [[JSON.stringify(frame), cursor]];
  robbed.postMessage({ type: 'text', from: 'robbed', transport: 'sse', payload, isCurrent: true });
  robbed.postMessage({ type: 'over', from: 'robbed' });
  robbed.close();
  await clock.advance(10);
  all.forEach(({ client }) => assert.equal(client.status.state, 'live'));
  await publish(clock, server, 4, 6);
  all.forEach(({ heard }) => assert.deepEqual(heard, numbers(1, 6)));
  await close();
});

test('a leader that has no place yet does not begin where another tab goes on', async () => {
  const { clock, server, browser, all, add, leader, close } = open(1, { transports: ['sse'] });
  await clock.advance(3_000);
  browser.latency = () => 1_000;
  all.push(add('orders')); // it has its place, but its wish is still under way
  await clock.advance(500);
  await publish(clock, server, 1, 3, 'orders');
  server.roads.poll = 'stuck';
  const later = [];
  const { client } = leader();
  const subscription = client.subscribe('orders', ({ data }) => later.push(data));
  await clock.advance(1_000);
  assert.equal(subscription.state, 'catching-up');
  server.roads.poll = 'open';
  await clock.advance(20_000);
  assert.equal(subscription.state, 'live');
  await publish(clock, server, 4, 6, 'orders');
  await clock.advance(2_000);
  assert.deepEqual(later, [4, 5, 6]);
  assert.deepEqual(all[1].heard, numbers(1, 6));
  assert.equal(server.lines.size, 1);
  await close();
});

test('the lead is taken by force at most once a minute', async () => {
  const { clock, leader, all, others, close } = open(3);
  await clock.advance(3_000);
  const first = leader();
  const [second, third] = others();
  first.tab.stop();
  second.tab.show('visible');
  await clock.advance(3_500);
  assert.equal(leader(), second);
  second.tab.stop();
  for (let i = 0; i < 11; i++) {
    third.tab.show('visible');
    await clock.advance(5_000);
    assert.equal(leader(), second);
  }
  third.tab.show('visible');
  await clock.advance(5_000);
  third.tab.show('visible');
  await clock.advance(5_000);
  assert.equal(leader(), third);
  all.forEach(({ tab }) => tab.thaw());
  await clock.advance(2_000);
  assert.equal(leader(), third);
  await close();
});

test('a leader that was hidden for five minutes hands over to a tab that is seen', async () => {
  const { clock, server, leader, others, all, close } = open(3);
  await clock.advance(3_000);
  const first = leader();
  const [second, third] = others();
  all.forEach(({ tab }) => tab.show('hidden'));
  await clock.advance(6 * MINUTE);
  assert.equal(leader(), first, 'nobody is seen');
  third.tab.show('visible');
  await clock.advance(500);
  assert.equal(leader(), third);
  await publish(clock, server, 1, 3);
  all.forEach(({ heard }) => assert.deepEqual(heard, [1, 2, 3]));
  third.tab.show('hidden');
  second.tab.show('visible');
  await clock.advance(4 * MINUTE);
  assert.equal(leader(), third);
  await clock.advance(2 * MINUTE);
  assert.equal(leader(), second, 'who was seen before is asked');
  await publish(clock, server, 4, 6);
  all.forEach(({ heard }) => assert.deepEqual(heard, numbers(1, 6)));
  assert.equal(server.lines.size, 1);
  await close();
});

test('a leader whom the server sends away for good tells the others to close', async () => {
  const ends = [
    [{ reason: 'signed-out', reconnect: false }, 'sse', 'unauthorized'],
    [4001, 'websocket', 'unauthorized'],
    [1008, 'websocket', 'forbidden'],
  ];
  for (const [end, transport, code] of ends) {
    const { clock, server, browser, all, close } = open(4, {
      transports: [transport],
      share: true,
      prepare: ({ roads }) => (roads.websocket = 'open'),
    });
    await clock.advance(3_000);
    browser.latency = () => 20; // the lock may be free before that is told
    const before = server.requests.length;
    const [line] = server.lines;
    if (typeof end === 'number') {
      line.end(end);
    } else {
      line.bye(end);
    }
    await clock.advance(10_000);
    all.forEach(({ client }) => {
      assert.equal(client.status.state, 'closed');
      assert.equal(client.status.code, code);
    });
    assert.equal(server.requests.length, before, 'nobody takes over');

    // Somebody else signs in, in the same session.
    server.user = 'ben';
    server.share = 's2';
    all.forEach(({ client }) => client.reconnect());
    await clock.advance(3_000);
    assert.ok(all.every(({ client }) => client.status.user === 'ben'));
    assert.equal(server.lines.size, 1);
    await close();
  }
});

test('tabs of another user or session are others', async () => {
  const { clock, server, all, add, browser, close } = open(2);
  await clock.advance(3_000);
  server.user = 'ben';
  server.share = 's2';
  all.push(add('news'), add('news'));
  await clock.advance(3_000);
  assert.equal(server.lines.size, 2);
  assert.equal(browser.lockNames.filter(isElection).length, 2);
  server.user = undefined;
  server.share = undefined;
  all.push(add('news'), add('news'));
  await clock.advance(3_000);
  assert.equal(browser.lockNames.filter(isElection).length, 2, 'who is nobody shares nothing');
  await close();
});

test('who is signed in is asked for again before tabs find each other', async () => {
  const { clock, server, all, close, asked, browser } = open(1);
  const [{ client, tab }] = all;
  await clock.advance(3_000);
  tab.window.dispatchEvent(new Event('pagehide'));
  await clock.advance(1_000);
  assert.deepEqual(browser.lockNames, []);
  const before = asked('GET info');
  server.user = 'ben';
  server.share = 's2';
  tab.window.dispatchEvent(new Event('pageshow'));
  await clock.advance(3_000);
  assert.equal(client.status.state, 'live');
  assert.equal(asked('GET info'), before + 1);
  assert.ok(browser.lockNames.some((name) => name.includes('ben s2')));
  await close();
});

test('with a token, with share: false, and over a WebSocket each tab is by itself', async () => {
  for (const [options, lines] of [
    [{ token: () => 't', transports: ['sse'] }, 2],
    [{ share: false, transports: ['sse'] }, 2],
    [{ prepare: ({ roads }) => (roads.websocket = 'open') }, 3],
  ]) {
    const { clock, server, browser, close } = open(3, options);
    await clock.advance(5_000);
    assert.equal(server.lines.size, lines);
    assert.deepEqual(browser.lockNames, []);
    await close();
  }
});

test('over HTTP/2 connections are not few: only share: true shares them', async (t) => {
  reachedBy(t, 'h2');
  for (const [share, lines] of [
    ['auto', 3],
    [true, 1],
  ]) {
    const { clock, server, close } = open(3, { share });
    await clock.advance(3_000);
    assert.equal(server.lines.size, lines);
    await close();
  }
});

/** The tabs have one topic each. */
async function assertEachHearsItsOwn(clock, server, all) {
  const topics = ['a', 'b', 'c'];
  topics.forEach((topic) => server.publish(topic, topic));
  await clock.advance(100);
  assert.deepEqual(
    all.map(({ heard }) => heard),
    topics.map((topic) => [topic]),
  );
}

test('a tab whose topics are too many for the common connection has one of its own', async () => {
  const { clock, server, all, close } = open(3, {
    prepare: (server) => (server.limits = { subscriptions: 2, patterns: 1 }),
    topics: ['a', 'b', 'c'],
  });
  await clock.advance(5_000);
  assert.ok(all.every(({ client }) => client.status.state === 'live'));
  assert.equal(server.lines.size, 2);
  await assertEachHearsItsOwn(clock, server, all);
  await close();
});

test('what is too much for the common connection ends no tab', async () => {
  const { clock, server, all, leader, close } = open(3, {
    transports: ['sse'],
    prepare: (server) => (server.limits = { subscriptions: 3, patterns: 3 }),
    topics: ['a', 'b', 'c'],
  });
  await clock.advance(3_000);
  assert.equal(server.lines.size, 1);
  const { client } = leader();
  client.subscribe('d', () => {});
  await clock.advance(5_000);
  assert.ok(all.every(({ client }) => client.status.state === 'live'));
  await assertEachHearsItsOwn(clock, server, all);
  await close();
});

test('a topic that is refused ends the subscriptions to it, in each tab', async () => {
  const { clock, server, all, add, close } = open(2);
  await clock.advance(3_000);
  server.refuses = (topic) => topic === 'secret' && { status: 403, code: 'forbidden' };
  const errors = [];
  all.forEach(({ client }) =>
    client.subscribe('secret', () => {}, { refused: ({ code }) => errors.push(code) }),
  );
  all.push(add());
  await clock.advance(3_000);
  assert.deepEqual(errors, ['forbidden', 'forbidden']);
  await publish(clock, server, 1, 3);
  all.forEach(({ heard }) => assert.deepEqual(heard, [1, 2, 3]));
  await close();
});

test('a restart of the log is told in each tab', async () => {
  const { clock, server, all, close } = open(3);
  await clock.advance(3_000);
  await publish(clock, server, 1, 3);
  server.restartLog('e2');
  await clock.advance(100);
  await publish(clock, server, 4, 6);
  all.forEach(({ heard, gaps }) => {
    assert.deepEqual(heard, numbers(1, 6));
    assert.equal(gaps.length, 1);
  });
  await close();
});

test('all tabs go to a better transport when there is one', async () => {
  const { clock, server, all, close } = open(3, {
    transports: ['sse', 'poll'],
    prepare: ({ roads }) => (roads.sse = 'refused'),
  });
  await clock.advance(5_000);
  assert.ok(all.every(({ client }) => client.status.transport === 'poll'));
  server.roads.sse = 'open';
  await publish(clock, server, 1, 3);
  await clock.advance(3 * MINUTE);
  await publish(clock, server, 4, 6);
  all.forEach(({ client, heard }) => {
    assert.equal(client.status.transport, 'sse');
    assert.deepEqual(heard, numbers(1, 6));
  });
  assert.equal(server.lines.size, 1);
  await close();
});

test('what comes over the better transport before it takes over comes to all tabs', async () => {
  const { clock, server, all, leader, close } = open(3, {
    transports: ['sse', 'poll'],
    prepare: ({ roads }) => (roads.sse = 'refused'),
  });
  await clock.advance(5_000);
  server.roads.sse = 'open';
  server.roads.poll = 'stuck';
  await publish(clock, server, 1, 3);
  all.forEach(({ heard }) => assert.deepEqual(heard, [1]));
  leader().tab.window.dispatchEvent(new Event('online'));
  await clock.advance(2_000);
  assert.equal(leader().client.status.transport, 'sse');
  all.forEach(({ heard }) => assert.deepEqual(heard, [1, 2, 3]));
  await publish(clock, server, 4, 4);
  all.forEach(({ client, heard, gaps }) => {
    assert.equal(client.status.transport, 'sse');
    assert.deepEqual(heard, numbers(1, 4));
    assert.deepEqual(gaps, []);
  });
  server.roads.poll = 'open';
  await close();
});

for (const [what, forbid] of [
  [
    'locks are',
    (page) => {
      page.navigator.locks.request = async () => {
        throw new DOMException('not here', 'SecurityError');
      };
    },
  ],
  [
    'channels are',
    (page) => {
      page.BroadcastChannel = class {
        constructor() {
          throw new DOMException('not here', 'SecurityError');
        }
      };
    },
  ],
]) {
  test(`where ${what} forbidden, each tab is by itself`, async () => {
    const clock = new ManualClock();
    const { server, browser } = browse(clock);
    const tab = browser.open();
    forbid(tab.page);
    const client = connect(URL_OF_SERVER, { env: tab.env });
    client.subscribe('news', () => {});
    await clock.advance(3_000);
    assert.equal(client.status.state, 'live');
    await client.close();
    await clock.advance(0);
    assert.equal(clock.pending, 0);
  });
}
