import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page, start } from './fakes/start.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Lets nothing through, until it is told to. */
function outage(server) {
  const roads = { ...server.roads };
  for (const road of Object.keys(roads)) {
    server.roads[road] = 'refused';
  }
  server.cut();
  return () => Object.assign(server.roads, roads);
}

test('it never gives up, and tries at once when the page is online, shown or resumed', async (t) => {
  const { tell, show } = page(t);
  const moments = [
    () => tell('online'),
    () => tell('pageshow'),
    () => show('visible'),
    () => document.dispatchEvent(new Event('resume')),
  ];
  for (const moment of moments) {
    const { clock, server, client, listen } = start();
    listen('news');
    await clock.advance(SECOND);
    const over = outage(server);
    await clock.advance(60 * MINUTE);
    assert.equal(client.status.state, 'recovering');
    assert.ok(client.status.attempt > 100);
    over();
    moment();
    await clock.advance(500);
    assert.equal(client.status.state, 'live');
    await client.close();
  }
});

test('a hidden tab keeps its line; a timer that is late lets waiting messages in first', async (t) => {
  const { show } = page(t);
  const { clock, server, client, heard, states, listen } = start();
  listen('news');
  await clock.advance(SECOND);
  show('hidden');
  server.publish('news', 1);
  await clock.sleep(90 * SECOND);
  assert.deepEqual(heard, [1]);
  assert.deepEqual(states, ['connecting', 'live']);
  await client.close();
});

test('coming back to a line that should have been heard of, it tries at once', async (t) => {
  const { show } = page(t);
  const { clock, server, client, count, listen } = start();
  listen('news');
  await clock.advance(SECOND);
  server.lines.forEach((line) => (line.isMute = true));
  show('hidden');
  await clock.advance(10 * SECOND);
  show('visible');
  await clock.advance(500);
  assert.equal(count('WS'), 1, 'a healthy line is left alone');
  show('hidden');
  clock.setTimeout = (
    (set) => (run, millis) =>
      set(run, millis + MINUTE)
  )(clock.setTimeout);
  await clock.advance(28 * SECOND);
  show('visible');
  await clock.advance(MINUTE + 500);
  assert.equal(count('WS'), 2);
  await client.close();
});

test('a page that goes closes, and goes on from its cursor when it comes back', async (t) => {
  const { tell } = page(t);
  const { clock, server, client, heard, listen } = start();
  listen('news');
  await clock.advance(SECOND);
  tell('pagehide');
  await clock.advance(0);
  assert.equal(server.lines.size, 0);
  assert.equal(clock.pending, 0);
  server.publish('news', 1);
  await clock.advance(5 * MINUTE);
  tell('pageshow');
  await clock.advance(SECOND);
  assert.equal(client.status.state, 'live');
  assert.deepEqual(heard, [1]);
  await client.close();
});

test('a page can let go while it is hidden', async (t) => {
  const { show } = page(t);
  const { clock, server, client, heard, listen } = start({ whenHidden: MINUTE });
  listen('news');
  await clock.advance(SECOND);
  show('hidden');
  await clock.advance(59 * SECOND);
  assert.equal(client.status.state, 'live');
  await clock.advance(2 * SECOND);
  assert.equal(client.status.state, 'idle');
  server.publish('news', 1);
  show('visible');
  await clock.advance(SECOND);
  assert.deepEqual(heard, [1]);
  await client.close();
});

test('offline is what the browser says and a request confirms', async (t) => {
  const { tell } = page(t);
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: false }, configurable: true });
  t.after(() => before && Object.defineProperty(globalThis, 'navigator', before));
  const { clock, server, client, states, listen } = start();
  listen('news');
  await clock.advance(SECOND);
  tell('offline');
  await clock.advance(5 * SECOND);
  assert.equal(client.status.state, 'live', 'the browser is wrong at times');
  server.roads.info = 'stuck';
  tell('offline');
  await clock.advance(2_900);
  assert.equal(client.status.state, 'live');
  outage(server);
  await clock.advance(SECOND);
  assert.equal(client.status.state, 'offline');
  assert.ok(states.includes('offline'));
  await client.close();
});

test('where the network lets everything hang, a request without an answer confirms it as well', async (t) => {
  const { tell } = page(t);
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: false }, configurable: true });
  t.after(() => before && Object.defineProperty(globalThis, 'navigator', before));
  const { clock, server, client, listen } = start();
  listen('news');
  await clock.advance(SECOND);
  server.lines.forEach((line) => (line.isMute = true));
  Object.keys(server.roads).forEach((road) => (server.roads[road] = 'stuck'));
  tell('offline');
  await clock.advance(2_900);
  assert.equal(client.status.state, 'live');
  await clock.advance(200);
  assert.equal(client.status.state, 'offline');
  await client.close();
});

test('reconnect ends the line and goes on from the cursor, without a wait', async () => {
  const { clock, server, client, heard, count, listen } = start();
  listen('news');
  await clock.advance(SECOND);
  client.reconnect();
  server.publish('news', 1);
  await clock.advance(100);
  assert.equal(client.status.state, 'live');
  assert.equal(count('WS'), 2);
  assert.deepEqual(heard, [1]);
  await client.close();
});

test('the token is asked for before each attempt, and goes along on every road', async () => {
  for (const transport of ['websocket', 'sse', 'poll']) {
    const reasons = [];
    const { clock, server, client, listen } = start({
      transports: [transport],
      token: (reason) => {
        reasons.push(reason);
        return Promise.resolve(`t${reasons.length}`);
      },
    });
    listen('news');
    await clock.advance(SECOND);
    assert.equal(client.status.state, 'live');
    assert.deepEqual(reasons, ['connect']);
    assert.ok(server.headers.every(({ Authorization }) => Authorization === 'Bearer t1'));
    if (transport === 'websocket') {
      assert.deepEqual([...server.lines][0].protocols, ['tidewire.v1', 'bearer.t1']);
    }
    server.cut();
    await clock.advance(5 * SECOND);
    assert.deepEqual(reasons, ['connect', 'connect']);
    await client.close();
  }
});

test('at 80 % of its life the token is asked for again: a WebSocket signs in, a stream is replaced', async () => {
  for (const transport of ['websocket', 'sse']) {
    const reasons = [];
    const { clock, server, client, heard, states, listen } = start({
      transports: [transport],
      token: (reason) => reasons.push(reason) && `t${reasons.length}`,
    });
    const authenticated = [];
    server.authenticated = (token) => authenticated.push(token);
    server.tokenExpires = new Date(clock.now() + 100 * SECOND).toISOString();
    listen('news');
    await clock.advance(79 * SECOND);
    assert.deepEqual(reasons, ['connect']);
    server.tokenExpires = new Date(clock.now() + 1_000 * SECOND).toISOString();
    await clock.advance(2 * SECOND);
    assert.deepEqual(reasons, ['connect', 'expiring']);
    if (transport === 'websocket') {
      assert.deepEqual(authenticated, ['t2']);
    } else {
      assert.equal(server.headers.at(-1).Authorization, 'Bearer t2');
    }
    server.publish('news', 1);
    await clock.advance(SECOND);
    assert.deepEqual(heard, [1]);
    assert.deepEqual(states, ['connecting', 'live']);
    assert.equal(server.lines.size, 1);
    await clock.advance(500 * SECOND);
    assert.equal(reasons.length, 2);
    await client.close();
  }
});

test('a token that lives longer than timers can wait is not asked for at once', async () => {
  const reasons = [];
  const { clock, server, client, listen } = start({
    token: (reason) => reasons.push(reason) && 't',
  });
  server.tokenExpires = new Date(clock.now() + 365 * 24 * 60 * MINUTE).toISOString();
  listen('news');
  await clock.advance(MINUTE);
  assert.deepEqual(reasons, ['connect']);
  await client.close();
});

test('a token that the server ends is asked for once more', async () => {
  let token = 'old';
  const reasons = [];
  const { clock, server, client, listen } = start({
    token: (reason) => reasons.push(reason) && token,
  });
  listen('news');
  await clock.advance(20 * SECOND);
  token = 'new';
  [...server.lines][0].end(4001);
  await clock.advance(SECOND);
  assert.equal(client.status.state, 'live');
  assert.equal(reasons[1], 'rejected');
  [...server.lines][0].end(4001);
  await clock.advance(SECOND);
  assert.equal(client.status.state, 'closed');
  assert.equal(client.status.code, 'unauthorized');
});

test('requests whose token is rejected, at the same time or one after the other, share one question', async () => {
  let asked = 0;
  let delay = 0;
  const { clock, server, client, listen } = start({ token: () => `t${++asked}` });
  server.intercept = async (road, { headers }) => {
    if (road === 'poll' && headers.Authorization === 'Bearer t1') {
      await new Promise((resolve) => clock.setTimeout(resolve, (delay += 50)));
      return new Response(null, { status: 401 });
    }
    return undefined;
  };
  listen('news');
  listen('sport', { rewind: 1 });
  listen('music', { rewind: 2 });
  await clock.advance(SECOND);
  assert.equal(client.status.state, 'live');
  assert.equal(asked, 2);
  await client.close();
});

test('null is nobody, and a question that fails is asked again', async () => {
  const answers = [() => Promise.reject(new Error('later')), () => null];
  const { clock, server, client, listen } = start({ token: () => answers.shift()() });
  listen('news');
  await clock.advance(5 * SECOND);
  assert.equal(client.status.state, 'live');
  assert.ok(server.headers.every((headers) => !('Authorization' in headers)));
  assert.deepEqual([...server.lines][0].protocols, []);
  await client.close();
});
