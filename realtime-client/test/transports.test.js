import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page, reachedBy, start } from './fakes/start.js';

const MINUTE = 60_000;

const refuseWebSockets = (server) => (server.roads.websocket = 'refused');

test('over HTTP/1.1, and where the browser does not say, a WebSocket comes first', async (t) => {
  for (const protocol of ['http/1.1', '']) {
    reachedBy(t, protocol);
    const { clock, client, listen } = start();
    listen('news');
    await clock.advance(1_000);
    assert.equal(client.status.transport, 'websocket');
    await client.close();
  }
});

test('the page shows how its server is reached, too', async (t) => {
  reachedBy(t, 'h2', 'http://localhost/app/page');
  const { clock, client, listen } = start();
  listen('news');
  await clock.advance(1_000);
  assert.equal(client.status.transport, 'sse');
  await client.close();
});

test('over HTTP/2 and 3 an event stream comes first, unless the page sends often', async (t) => {
  for (const protocol of ['h2', 'h3']) {
    reachedBy(t, protocol);
    for (const [duplex, transport] of [
      [false, 'sse'],
      [true, 'websocket'],
    ]) {
      const { clock, client, listen } = start({ duplex });
      listen('news');
      await clock.advance(1_000);
      assert.equal(client.status.transport, transport);
      await client.close();
    }
  }
});

test('what the server does not offer is not tried, nor a WebSocket where there is none', async () => {
  for (const options of [
    { prepare: (server) => (server.transports = ['sse', 'poll']) },
    { env: { WebSocket: undefined } },
  ]) {
    const { clock, client, count, listen } = start(options);
    listen('news');
    await clock.advance(1_000);
    assert.equal(client.status.transport, 'sse');
    assert.equal(count('WS'), 0);
    await client.close();
  }
});

for (const [what, roads, transport, within] of [
  ['a WebSocket that is refused', { websocket: 'refused' }, 'sse', 1_000],
  ['a WebSocket that hangs', { websocket: 'stuck' }, 'sse', 2_500],
  ['a WebSocket that opens and stays mute', { websocket: 'mute' }, 'sse', 2_500],
  ['a stream that is held back', { websocket: 'refused', sse: 'mute' }, 'poll', 2_500],
  ['a stream that is stored', { websocket: 'stuck', sse: 'stuck' }, 'poll', 4_500],
]) {
  test(`${what} is found within ${within / 1_000} s, and events come meanwhile`, async () => {
    const { clock, server, client, heard, listen } = start({
      prepare: (server) => Object.assign(server.roads, roads),
    });
    const { ready } = listen('news');
    await clock.advance(100);
    await ready;
    server.publish('news', 1);
    await clock.advance(1_100);
    assert.deepEqual(heard, [1], 'a poll bridges');
    await clock.advance(within - 1_200);
    assert.equal(client.status.state, 'live');
    assert.equal(client.status.transport, transport);
    server.publish('news', 2);
    await clock.advance(100);
    assert.deepEqual(heard, [1, 2]);
    await client.close();
    await clock.advance(0);
    assert.equal(clock.pending, 0);
  });
}

test('a welcome that a replay pushes out proves nothing without the early ping', async () => {
  const { clock, server, client, listen } = start({ transports: ['sse', 'poll'] });
  server.holdsPings = true;
  listen('news');
  await clock.advance(1_500);
  assert.equal(client.status.state, 'connecting');
  await clock.advance(1_500);
  assert.equal(client.status.transport, 'poll');
  await client.close();
});

test('a stream whose events come in clumps is left', async () => {
  const { clock, server, client, heard, listen } = start({ transports: ['sse', 'poll'] });
  listen('news');
  await clock.advance(1_000);
  const clump = () => {
    const times = [0, 1_500, 3_000].map((ago) => new Date(clock.now() - 3_000 + ago).toISOString());
    const events = times.map((time) => ({
      type: 'event',
      topic: 'news',
      event: 'said',
      time,
      data: time,
    }));
    [...server.lines][0].chunk(
      events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''),
    );
  };
  clump();
  await clock.advance(10);
  assert.equal(client.status.transport, 'sse', 'once is a network that was away');
  clump();
  await clock.advance(1_000);
  assert.equal(client.status.transport, 'poll');
  assert.equal(heard.length, 6);
  await client.close();
});

test('what failed is remembered for ten minutes, also by the next page, because something else got through', async (t) => {
  const { storage } = page(t);
  const first = start({ prepare: refuseWebSockets });
  first.listen('news');
  await first.clock.advance(1_000);
  assert.equal(first.client.status.transport, 'sse');
  await first.client.close();
  assert.equal(storage.size, 1);

  const second = start();
  second.listen('news');
  await second.clock.advance(1_000);
  assert.equal(second.client.status.transport, 'sse');
  assert.equal(second.count('WS'), 0);
  await second.client.close();

  const third = start();
  await third.clock.advance(11 * MINUTE);
  third.listen('news');
  await third.clock.advance(1_000);
  assert.equal(third.client.status.transport, 'websocket');
  await third.client.close();
});

test('the success of one does not clear what is remembered of another', async (t) => {
  page(t);
  const { clock, server, client, count, listen } = start({ prepare: refuseWebSockets });
  listen('news');
  await clock.advance(1_000);
  assert.equal(count('WS'), 1);
  server.cut();
  await clock.advance(5_000);
  assert.equal(client.status.transport, 'sse');
  assert.equal(count('WS'), 1, 'it does not go back to the bad one');
  await client.close();
});

test('a restart of the server moves nobody to another transport', async () => {
  const { clock, server, client, listen } = start();
  listen('news');
  await clock.advance(1_000);
  const roads = { ...server.roads };
  for (const road of Object.keys(roads)) {
    server.roads[road] = 'refused';
  }
  server.cut();
  await clock.advance(90_000);
  assert.equal(client.status.state, 'recovering');
  Object.assign(server.roads, roads);
  await clock.advance(31_000);
  assert.equal(client.status.transport, 'websocket');
  await client.close();
});

test('a better transport is tried beside the running one, and nothing is lost or doubled', async () => {
  const { clock, server, client, heard, states, count, listen } = start({
    prepare: refuseWebSockets,
  });
  listen('news');
  await clock.advance(1_000);
  server.roads.websocket = 'open';
  for (let i = 0; i < 100; i++) {
    server.publish('news', i);
    await clock.advance(1_000);
  }
  assert.equal(client.status.transport, 'websocket');
  assert.deepEqual(heard, [...Array(100).keys()]);
  assert.deepEqual(states, ['connecting', 'live']);
  assert.equal(count('GET sse'), 1);
  assert.equal(server.lines.size, 1);
  await client.close();
});

test('a trial that fails touches nothing, and the next ones come after 5, 15 and 60 minutes', async () => {
  const { clock, server, client, states, count, listen } = start({ prepare: refuseWebSockets });
  listen('news');
  await clock.advance(1_000);
  const [line] = server.lines;
  const trials = [];
  for (let minute = 1; minute <= 90; minute++) {
    const before = count('WS');
    await clock.advance(MINUTE);
    if (count('WS') > before) {
      trials.push(minute);
    }
  }
  assert.deepEqual(trials, [1, 6, 21, 81]);
  assert.deepEqual([...server.lines], [line], 'the running line is the same');
  assert.equal(count('GET sse'), 1);
  assert.deepEqual(states, ['connecting', 'live']);
  await client.close();
});

test('a better transport is tried when the network is another one', async (t) => {
  const { tell, show } = page(t);
  const { clock, server, client, listen } = start({ prepare: refuseWebSockets });
  listen('news');
  await clock.advance(1_000);
  server.roads.websocket = 'open';
  show('hidden');
  await clock.advance(1_000);
  show('visible');
  await clock.advance(1_000);
  assert.equal(client.status.transport, 'sse');
  tell('online');
  await clock.advance(1_000);
  assert.equal(client.status.transport, 'websocket');
  await client.close();
});

test('long lists go by POST', async () => {
  for (const transport of ['sse', 'poll']) {
    const { clock, server, client, heard, count, listen } = start({ transports: [transport] });
    const topics = Array.from({ length: 101 }, (_, i) => `orders/${i}`);
    client.subscribe(topics, ({ data }) => heard.push(data));
    await clock.advance(1_000);
    assert.equal(count(`GET ${transport}`), 0);
    assert.ok(count(`POST ${transport}`) > 0);
    server.publish('orders/100', 1);
    await clock.advance(100);
    assert.deepEqual(heard, [1]);
    await client.close();
    const long = start({ transports: [transport] });
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'].forEach((name) =>
      long.listen(Array(4).fill(name.repeat(250)).join('/')),
    );
    await long.clock.advance(1_000);
    assert.equal(long.client.status.state, 'live');
    assert.equal(long.count(`GET ${transport}`), 0);
    await long.client.close();
  }
});

test('every road has the name of the client, and WebSockets say how much they take', async () => {
  const { clock, server, client, listen } = start();
  listen('news');
  await clock.advance(1_000);
  client.publish('news', 'said', 1);
  await clock.advance(100);
  const names = server.urls.map((url) => new URL(url).searchParams.get('client'));
  assert.match(names[0], /^[0-9a-f]{32}$/);
  assert.equal(new Set(names).size, 1);
  const socket = new URL(server.urls.find((url) => url.startsWith('ws:')));
  assert.equal(socket.searchParams.get('max'), '1048576');
  assert.equal(start().server.urls.length, 0);
  await client.close();
});

test('an event stream asks for its content type, and follows no redirect', async () => {
  const { clock, server, client, listen } = start({ transports: ['sse'] });
  let asked;
  server.intercept = (road, init) => void (road === 'sse' && (asked = init));
  listen('news');
  await clock.advance(1_000);
  assert.equal(asked.headers.Accept, 'text/event-stream');
  assert.equal(asked.redirect, 'manual');
  assert.ok(server.urls.some((url) => url.includes('/sse?') && url.includes('probe=1')));
  await client.close();
});
