import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from './fakes/server.js';
import { page, start } from './fakes/start.js';

test('changes are gathered: one frame on a WebSocket, one new stream, and no stream without an overlap', async () => {
  for (const [transport, road] of [
    ['websocket', 'WS'],
    ['sse', 'GET sse'],
  ]) {
    const { clock, server, client, heard, states, count, listen } = start({
      transports: [transport],
    });
    listen('a');
    await clock.advance(1_000);
    const [line] = server.lines;
    const subscriptions = ['b', 'c', 'd'].map((topic) => listen(topic));
    let most = 0;
    for (let i = 0; i < 100; i++) {
      server.publish('a', i);
      await clock.advance(10);
      most = Math.max(most, server.lines.size);
    }
    server.publish('d', 'new');
    await clock.advance(10);
    assert.deepEqual(heard, [...Array(100).keys(), 'new']);
    assert.equal(count(road), transport === 'sse' ? 2 : 1);
    assert.equal(most, transport === 'sse' ? 2 : 1);
    assert.equal(server.lines.has(line), transport === 'websocket');
    assert.deepEqual(states, ['connecting', 'live']);
    subscriptions.forEach((subscription) => subscription.close());
    await clock.advance(2_000);
    assert.equal([...server.lines][0].subscriptions.length, 1);
    await client.close();
  }
});

test('a second subscriber gets its history by a short poll, marked as such, and then what is new, once', async () => {
  for (const transport of ['websocket', 'sse', 'poll']) {
    const { clock, server, client, heard, count, listen } = start({ transports: [transport] });
    listen('news');
    await clock.advance(1_000);
    [1, 2, 3].forEach((data) => server.publish('news', data));
    await clock.advance(100);
    const streams = count('WS') + count('GET sse');
    server.latency = () => 20;
    const second = [];
    const { ready } = client.subscribe(
      'news',
      ({ data, replayed }) => second.push([data, replayed]),
      { rewind: 2 },
    );
    // The answer is on its way.
    await clock.advance(transport === 'websocket' ? 30 : 80);
    server.publish('news', 4);
    await clock.advance(200);
    assert.deepEqual(
      second.map(([data]) => data),
      [2, 3, 4],
    );
    assert.deepEqual(
      second.slice(0, 2).map(([, replayed]) => replayed),
      [true, true],
    );
    assert.deepEqual(heard, [1, 2, 3, 4]);
    assert.equal(count('WS') + count('GET sse'), streams);
    assert.equal((await ready).recovered, false);
    assert.ok(server.urls.some((url) => url.includes('rewind=2&wait=0')));
    await client.close();
  }
});

test('who is new waits where polls are refused for now; the others get their events', async () => {
  const { clock, server, client, heard, states, count, listen } = start();
  listen('news');
  await clock.advance(1_000);
  server.intercept = (road) =>
    road === 'poll' && problem(503, 'overloaded', undefined, { 'Retry-After': '5' });
  const polls = count('GET poll');
  const sport = listen('sport');
  await clock.advance(4_000);
  server.publish('news', 1);
  await clock.advance(500);
  assert.deepEqual(heard, [1]);
  assert.equal(sport.state, 'pending');
  assert.equal(count('GET poll'), polls + 1);
  assert.deepEqual(states, ['connecting', 'live']);
  server.cut();
  await clock.advance(2_000);
  server.publish('news', 2);
  await clock.advance(100);
  assert.deepEqual(heard, [1, 2]);
  server.intercept = () => undefined;
  await clock.advance(6_000);
  assert.equal(sport.state, 'live');
  await client.close();
  assert.equal(clock.pending, 0);
});

test('a cursor is gone on from, and ready tells whether nothing is missing', async () => {
  const { clock, server, client, heard, listen } = start();
  const gaps = [];
  [0, 1, 2, 3].forEach((data) => server.publish('news', data));
  const since = listen('news', { since: 'e1-2', gap: (gap) => gaps.push(gap) });
  await clock.advance(1_000);
  assert.deepEqual(heard, [2, 3]);
  assert.deepEqual(await since.ready, { cursor: 'e1-4', recovered: true });
  assert.equal(since.cursor, 'e1-4');
  server.evict(1);
  const late = listen('news', { since: 'e1-1', gap: (gap) => gaps.push(gap) });
  await clock.advance(1_000);
  assert.equal((await late.ready).recovered, false);
  assert.deepEqual(gaps, [{ topic: 'news', from: 'e1-1', to: 'e1-3' }]);
  assert.deepEqual(heard, [2, 3, 3]);
  await client.close();
});

test('a gap is told to those of its topic, with the cursor to store; a new life of the log is one', async () => {
  for (const transport of ['websocket', 'sse', 'poll']) {
    const { clock, server, client, heard, listen } = start({ transports: [transport] });
    const gaps = [];
    listen('news', { gap: ({ from, to }) => gaps.push([from, to]) });
    const sport = [];
    client.subscribe('sport', () => {}, { gap: (gap) => sport.push(gap.topic) });
    await clock.advance(1_000);
    server.publish('news', 1);
    await clock.advance(100);
    server.restartLog('e2');
    server.publish('news', 2);
    await clock.advance(1_000);
    assert.deepEqual(heard, [1, 2]);
    assert.deepEqual(gaps, [['e1-1', 'e2-0']]);
    assert.deepEqual(sport, ['sport']);
    await client.close();
  }
});

test('what a line still brings of an earlier life of the log does not follow the history of the later one', async () => {
  const { clock, server, client, heard, listen } = start();
  listen('news');
  await clock.advance(1_000);
  server.latency = () => 500;
  server.publish('news', 'old');
  server.restartLog('e2');
  server.publish('news', 'new');
  for (const latency of [1, 400]) {
    server.latency = () => latency;
    const second = [];
    client.subscribe('news', ({ data }) => second.push(data), { rewind: 5 });
    await clock.advance(latency === 1 ? 50 : 1_000);
    server.publish('news', latency);
    await clock.advance(1_000);
    assert.deepEqual(second, latency === 1 ? ['new', 1] : ['new', 1, 400]);
  }
  assert.deepEqual(heard, ['old', 'new', 1, 400]);
  await client.close();
});

test('a line that is behind does not lead back into an earlier life of the log', async () => {
  const { clock, server, client, heard, listen } = start();
  listen('news');
  await clock.advance(1_000);
  const [line] = server.lines;
  server.publish('news', 1);
  server.restartLog('e2');
  server.publish('news', 2);
  await clock.advance(100);
  line.raw(JSON.stringify({ type: 'gap', topic: 'news', from: 'e1-0', to: 'e1-1' }));
  const old = {
    type: 'event',
    topic: 'news',
    event: 'said',
    cursor: 'e1-2',
    time: '',
    data: 'old',
  };
  line.raw(JSON.stringify(old));
  server.publish('news', 3);
  await clock.advance(100);
  assert.deepEqual(heard, [1, 2, 3]);
  await client.close();
});

test('what has no cursor comes once, and moves none', async () => {
  for (const transport of ['websocket', 'sse']) {
    const { clock, server, client, heard, listen } = start({ transports: [transport] });
    const subscription = listen('news');
    await clock.advance(1_000);
    listen('sport');
    for (let i = 0; i < 50; i++) {
      server.publish('news', i, { ephemeral: true });
      await clock.advance(10);
    }
    assert.deepEqual(heard, [...Array(50).keys()]);
    assert.equal(subscription.cursor, 'e1-0');
    await client.close();
  }
});

test('an event that two topics of one subscription cover comes once', async () => {
  const { clock, server, client, heard, listen } = start();
  client.subscribe(['orders/*', 'orders/eu'], ({ data }) => heard.push(data));
  await clock.advance(1_000);
  server.publish('orders/eu', 1);
  server.publish('orders/us', 2);
  await clock.advance(100);
  assert.deepEqual(heard, [1, 2]);
  listen('**');
  await clock.advance(1_000);
  server.publish('$user/ann', 3);
  server.publish('orders/eu', 4);
  await clock.advance(100);
  assert.deepEqual(heard, [1, 2, 4, 4]);
  await client.close();
});

test('it comes once also where one of the topics is asked for later than the other', async () => {
  const { clock, server, client, listen } = start();
  listen('orders/*');
  await clock.advance(1_000);
  server.latency = () => 50;
  const heard = [];
  client.subscribe(['orders/*', 'orders/eu'], ({ data }) => heard.push(data));
  await clock.advance(60); // it has its place, and the WebSocket is being asked
  server.publish('orders/eu', 1);
  await clock.advance(500);
  assert.deepEqual(heard, [1]);
  await client.close();
});

test('on a WebSocket, an event moves what was asked for together with its topic, and nothing else', async () => {
  const { clock, server, client, listen } = start();
  const [a, b] = [listen('a'), listen('b')];
  await clock.advance(1_000);
  const c = listen('c');
  await clock.advance(1_000);
  server.publish('a', 1);
  await clock.advance(100);
  assert.deepEqual([a.cursor, b.cursor, c.cursor], ['e1-1', 'e1-1', 'e1-0']);
  await clock.advance(21_000);
  assert.equal(c.cursor, 'e1-1', 'a ping tells where a line is that has caught up');
  await client.close();
});

test('batches are handed over once for each read', async () => {
  const { clock, server, client } = start();
  const batches = [];
  client.subscribe('news', (events) => batches.push(events.map(({ data }) => data)), {
    batch: true,
  });
  await clock.advance(1_000);
  const events = [1, 2, 3].map((data) => ({
    type: 'event',
    topic: 'news',
    event: 'said',
    time: '2026-01-01T00:00:00Z',
    cursor: `e1-${data}`,
    data,
  }));
  [...server.lines][0].raw(JSON.stringify(events));
  await clock.advance(10);
  assert.deepEqual(batches, [[1, 2, 3]]);
  await client.close();
});

test('a handler that throws is reported, and stops nobody', async (t) => {
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.message);
  t.after(() => delete globalThis.reportError);
  const { clock, server, client, heard, listen } = start();
  client.subscribe('news', () => {
    throw new Error('mine');
  });
  listen('news');
  await clock.advance(1_000);
  server.publish('news', 1);
  server.publish('news', 2);
  await clock.advance(100);
  assert.deepEqual(heard, [1, 2]);
  assert.deepEqual(reported, ['mine', 'mine']);
  await client.close();
});

test('an event has what the wire has, and bytes as bytes', async () => {
  const { clock, server, client } = start();
  const events = [];
  client.subscribe('news', (event) => events.push(event));
  await clock.advance(1_000);
  server.publish('news', { a: 1 }, { key: 'k', headers: { h: '1' }, from: 'ann', type: 'placed' });
  server.publish('news', btoa('\u0001\u00ff'), {
    encoding: 'base64',
    contentType: 'application/octet-stream',
  });
  const head = JSON.stringify({
    type: 'event',
    topic: 'news',
    event: 'said',
    time: '',
    encoding: 'base64',
  });
  await clock.advance(100);
  [...server.lines][0].raw(new TextEncoder().encode(`${head}\n\u0003\u0004`).buffer);
  await clock.advance(100);
  const [first, second, third] = events;
  assert.deepEqual(
    { ...first },
    {
      topic: 'news',
      type: 'placed',
      data: { a: 1 },
      cursor: 'e1-1',
      time: first.time,
      key: 'k',
      headers: { h: '1' },
      from: 'ann',
      replayed: false,
    },
  );
  assert.deepEqual(second.data, new Uint8Array([1, 255]));
  assert.deepEqual(third.data, new Uint8Array([3, 4]));
  await client.close();
});

test('events can be iterated over, until the loop is left', async () => {
  const { clock, server, client } = start();
  const seen = [];
  const loop = (async () => {
    for await (const { data } of client.events('news')) {
      seen.push(data);
      if (data === 3) {
        break;
      }
    }
  })();
  await clock.advance(1_000);
  [1, 2, 3, 4].forEach((data) => server.publish('news', data));
  await clock.advance(100);
  await loop;
  assert.deepEqual(seen, [1, 2, 3]);
  await clock.advance(2_000);
  assert.equal(client.status.state, 'idle');
  await client.close();
});

test('a loop that falls behind ends with the cursor to go on from; a refusal and a close end it, too', async () => {
  const { clock, server, client } = start();
  const events = client.events('news', { max: 2 });
  const first = events.next();
  await clock.advance(1_000);
  [1, 2, 3, 4, 5].forEach((data) => server.publish('news', data));
  await clock.advance(100);
  assert.equal((await first).value.data, 1);
  const rest = [];
  await assert.rejects(
    async () => {
      for await (const { data } of events) rest.push(data);
    },
    { code: 'overflow', cursor: `e1-${rest.length + 3}` },
  );
  assert.deepEqual(rest, [2, 3]);

  server.refuses = (topic) => topic === 'secret' && { status: 403, code: 'forbidden' };
  const refused = client.events('secret').next();
  refused.catch(() => {});
  const open = client.events('sport').next();
  open.catch(() => {});
  await clock.advance(1_000);
  await assert.rejects(refused, { code: 'forbidden' });
  const control = new AbortController();
  const aborted = client.events('sport', { signal: control.signal }).next();
  control.abort();
  assert.equal((await aborted).done, true);
  await client.close();
  await assert.rejects(open, { code: 'closed' });
});

test('nothing is left after close: no timers, listeners, connections, and no unhandled rejection', async (t) => {
  const unhandled = [];
  const note = (error) => unhandled.push(error);
  process.on('unhandledRejection', note);
  t.after(() => process.off('unhandledRejection', note));
  const targets = page(t);
  let listeners = 0;
  for (const target of [globalThis, document]) {
    const add = target.addEventListener;
    target.addEventListener = (type, listener, options) => {
      listeners++;
      options.signal.addEventListener('abort', () => listeners--);
      add.call(target, type, listener, options);
    };
  }
  for (const transport of ['websocket', 'sse', 'poll']) {
    for (const wait of [0, 1, 3, 1_000, 5_000]) {
      const { clock, server, client, listen } = start({
        transports: [transport],
        token: () => 't',
      });
      server.tokenExpires = new Date(clock.now() + 3_600_000).toISOString();
      listen('news', { rewind: 3 });
      client.publish('news', 'said', 1);
      client.send('echo', 'said', 1);
      await clock.advance(wait);
      assert.ok(listeners > 0);
      await client.close();
      await clock.advance(10);
      assert.equal(clock.pending, 0, `timers over ${transport} after ${wait} ms`);
      assert.equal(server.lines.size, 0);
      assert.equal(listeners, 0);
    }
  }
  assert.ok(targets);
  assert.deepEqual(unhandled, []);
});
