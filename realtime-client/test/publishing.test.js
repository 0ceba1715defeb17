import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page, start } from './fakes/start.js';

test('what is published goes over the WebSocket if there is one, else by requests', async () => {
  for (const [transport, posts] of [
    ['websocket', 0],
    ['sse', 1],
    ['poll', 1],
  ]) {
    const { clock, server, client, heard, count, listen } = start({ transports: [transport] });
    listen('news');
    await clock.advance(1_000);
    const published = client.publish('news', 'said', { text: 'Hello' }, { key: 'k' });
    await clock.advance(100);
    assert.deepEqual(await published, { cursor: 'e1-1' });
    assert.deepEqual(heard, [{ text: 'Hello' }]);
    assert.equal(count('POST send'), posts);
    await client.close();
  }
});

test('bytes are published as bytes', async () => {
  const { clock, server, client, heard, listen } = start();
  listen('news');
  await clock.advance(1_000);
  client.publish('news', 'picture', Uint8Array.of(0, 128, 255));
  await clock.advance(100);
  assert.deepEqual(heard, [Uint8Array.of(0, 128, 255)]);
  server.answersSends = (to, event, data) => ({ data });
  const answer = client.send('echo', 'picture', Uint8Array.of(1));
  await clock.advance(100);
  assert.equal(await answer, 'AQ==');
  await client.close();
});

test('it needs no subscription', async () => {
  const { clock, server, client } = start();
  const published = client.publish('news', 'said', 1);
  await clock.advance(100);
  assert.deepEqual(await published, { cursor: 'e1-1' });
  assert.deepEqual(server.requests, ['GET info', 'POST send']);
  assert.equal(client.status.state, 'idle');
  await client.close();
});

test('while away it waits, in order, and is stored once though it is sent again', async () => {
  for (const transport of ['websocket', 'sse']) {
    const { clock, server, client, listen } = start({ transports: [transport] });
    listen('news');
    await clock.advance(1_000);
    const answers = [];
    server.latency = () => 50;
    const published = [1, 2, 3].map((data) => client.publish('news', 'said', data));
    await clock.advance(60);
    server.cut();
    server.intercept = (road, init) =>
      road === 'send' && answers.push(init.body) === 1
        ? Promise.reject(new TypeError('cut'))
        : undefined;
    published.push(client.publish('news', 'said', 4));
    await clock.advance(10_000);
    assert.equal(new Set((await Promise.all(published)).map(({ cursor }) => cursor)).size, 4);
    assert.deepEqual(server.published, [1, 2, 3, 4]);
    await client.close();
    await clock.advance(0);
    assert.equal(clock.pending, 0);
  }
});

test('batches stay below what the server takes in one message, one under way', async () => {
  const { clock, server, client } = start({ transports: ['sse'] });
  const sizes = [];
  let underWay = 0;
  server.intercept = async (road, { body }) => {
    if (road === 'send') {
      sizes.push(body.length);
      assert.equal(++underWay, 1);
      await new Promise((resolve) => clock.setTimeout(resolve, 30));
      underWay--;
    }
  };
  const text = 'x'.repeat(10_000);
  const published = Array.from({ length: 20 }, () => client.publish('news', 'said', text));
  await clock.advance(5_000);
  await Promise.all(published);
  assert.ok(sizes.length >= 4 && sizes.length <= 6, `${sizes.length} requests`);
  assert.ok(sizes.every((size) => size <= 65_536));
  await client.close();
});

test('full, expired, refused, given up and closed: each is rejected with its code', async () => {
  const { clock, server, client } = start({ outbox: { max: 2, bytes: 10_000, ttl: 30_000 } });
  server.roads.send = 'stuck';
  const control = new AbortController();
  const first = client.publish('news', 'said', 1);
  const second = client.publish('news', 'said', 2, { signal: control.signal });
  await assert.rejects(client.publish('news', 'said', 3), { code: 'full' });
  control.abort(new Error('mine'));
  await assert.rejects(second, { message: 'mine' });
  const { signal } = control;
  await assert.rejects(client.publish('news', 'said', 3, { signal }), { message: 'mine' });
  await assert.rejects(client.send('echo', 'said', 3, { signal }), { message: 'mine' });
  await assert.rejects(client.publish('news', 'said', 'x'.repeat(10_000)), { code: 'full' });
  const expired = assert.rejects(first, { code: 'expired' });
  await clock.advance(30_100);
  await expired;
  server.roads.send = 'open';
  server.refuses = (topic, action) =>
    action === 'publish' && topic === 'secret' && { code: 'forbidden' };
  const refused = assert.rejects(client.publish('secret', 'said', 1), { code: 'forbidden' });
  const allowed = client.publish('news', 'said', 1);
  await clock.advance(20_000);
  await refused;
  await allowed;
  server.roads.send = 'stuck';
  const last = assert.rejects(client.publish('news', 'said', 1), { code: 'closed' });
  await client.close();
  await last;
});

test('what somebody has written is not published in the name of somebody else', async () => {
  const { clock, server, client, listen } = start({ prepare: (server) => (server.user = 'ann') });
  listen('news');
  await clock.advance(1_000);
  assert.equal(client.status.user, 'ann');
  server.roads.send = server.roads.websocket = server.roads.sse = server.roads.poll = 'refused';
  server.cut();
  const published = assert.rejects(client.publish('news', 'said', 1), { code: 'other-user' });
  await clock.advance(5_000);
  server.user = 'ben';
  server.roads.send = server.roads.websocket = server.roads.sse = server.roads.poll = 'open';
  await clock.advance(60_000);
  await published;
  assert.deepEqual(server.published, []);
  await client.close();
});

test('when the client ends for good, what waits is rejected with that code', async () => {
  const { clock, server, client } = start();
  server.intercept = () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } });
  const published = assert.rejects(client.publish('news', 'said', 1), { code: 'login' });
  await clock.advance(1_000);
  await published;
  await client.close();
});

test('what waits when the page goes is sent by a request that outlives it', async (t) => {
  const { tell } = page(t);
  const { clock, server, client } = start();
  server.roads.send = 'stuck';
  const published = [1, 2].map((data) => client.publish('news', 'said', data));
  published.forEach((promise) => promise.catch(() => {}));
  await clock.advance(100);
  let kept;
  server.intercept = (road, init) => void (init.keepalive && (kept = JSON.parse(init.body)));
  tell('pagehide');
  await clock.advance(10);
  assert.deepEqual(
    kept.map(({ data }) => data),
    [1, 2],
  );
  await client.close();
});

test('what is done leaves no listener at a signal that lives on', async () => {
  const { clock, client } = start();
  const { signal } = new AbortController();
  const listeners = new Set();
  signal.addEventListener = (_, listener) => listeners.add(listener);
  signal.removeEventListener = (_, listener) => listeners.delete(listener);
  const published = client.publish('news', 'said', 1, { signal });
  await clock.advance(1_000);
  await published;
  assert.equal(listeners.size, 0);
  await client.close();
});

test('send returns what the application answers, once, or why it does not', async () => {
  for (const transport of ['websocket', 'poll']) {
    const { clock, server, client, listen } = start({ transports: [transport] });
    listen('news');
    await clock.advance(1_000);
    server.answersSends = (to, event, data) => ({ data: [to, event, data] });
    const answer = client.send('echo', 'say', 1);
    await clock.advance(100);
    assert.deepEqual(await answer, ['echo', 'say', 1]);
    server.latency = () => 60_000;
    const late = assert.rejects(client.send('echo', 'say', 1, { timeout: 500 }), {
      code: 'timeout',
    });
    const control = new AbortController();
    const aborted = assert.rejects(client.send('echo', 'say', 1, { signal: control.signal }), {
      name: 'AbortError',
    });
    await clock.advance(100);
    control.abort();
    await clock.advance(500);
    await Promise.all([late, aborted]);
    server.latency = () => 1;
    if (transport === 'websocket') {
      const cut = assert.rejects(client.send('echo', 'say', 1), { code: 'unreachable' });
      server.cut();
      await clock.advance(100);
      await cut;
    }
    await client.close();
    await clock.advance(0);
    assert.equal(clock.pending, 0);
  }
});
