import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../src/client.js';
import { start } from './fakes/start.js';

for (const transport of ['websocket', 'sse', 'poll']) {
  test(`events arrive over ${transport}, once and in order, also after a cut`, async () => {
    const { clock, server, client, heard, listen } = start({ transports: [transport] });
    listen('orders/*');
    await clock.advance(1_000);
    assert.equal(client.status.state, 'live');
    assert.equal(client.status.transport, transport);
    server.publish('orders/eu', 1);
    server.publish('news', 'not ours');
    await clock.advance(100);
    assert.deepEqual(heard, [1]);
    server.cut();
    server.publish('orders/us', 2);
    await clock.advance(10);
    assert.equal(client.status.state, 'recovering');
    await clock.advance(3_000);
    server.publish('orders/eu', 3);
    await clock.advance(100);
    assert.deepEqual(heard, [1, 2, 3]);
    await client.close();
    await clock.advance(0);
    assert.equal(clock.pending, 0);
    assert.equal(server.lines.size, 0);
  });
}

for (const transport of ['websocket', 'sse']) {
  test(`silence for the heartbeat and 10 s ends ${transport}`, async () => {
    const { clock, server, client, states, listen } = start({ transports: [transport] });
    listen('news');
    await clock.advance(1_000);
    server.lines.forEach((line) => (line.isMute = true));
    await clock.advance(28_000);
    assert.equal(states.at(-1), 'live');
    await clock.advance(8_000);
    assert.deepEqual(states, ['connecting', 'live', 'recovering', 'connecting', 'live']);
    await client.close();
  });
}

test('nothing is opened before something is subscribed, and nothing stays open after that', async () => {
  const { clock, server, client, states, listen } = start();
  await clock.advance(5_000);
  assert.deepEqual(server.requests, []);
  assert.equal(client.status.state, 'idle');
  const subscription = listen('news');
  await clock.advance(1_000);
  assert.deepEqual(server.requests, ['GET info', 'GET poll', 'WS']);
  subscription.close();
  await clock.advance(900);
  assert.equal(client.status.state, 'live', 'it lingers');
  await clock.advance(200);
  assert.equal(client.status.state, 'idle');
  assert.equal(server.lines.size, 0);
  assert.deepEqual(states, ['connecting', 'live', 'idle']);
});

test('mounting, unmounting and mounting again is one connection', async () => {
  const { clock, server, client, heard, listen } = start({ transports: ['sse'] });
  listen('news').close();
  listen('news');
  await clock.advance(1_000);
  assert.deepEqual(server.requests, ['GET info', 'GET poll', 'GET sse']);
  server.publish('news', 1);
  await clock.advance(10);
  assert.deepEqual(heard, [1]);
  await client.close();
});

test('each status is another frozen object', async () => {
  const { clock, client, listen } = start();
  const seen = [];
  client.onStatus((status) => seen.push(status));
  listen('news');
  await clock.advance(1_000);
  assert.ok(seen.length >= 2);
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(seen.every(Object.isFrozen));
  assert.equal(client.status, seen.at(-1));
  await client.close();
});

test('close is final', async () => {
  const { clock, client, server, listen } = start();
  const { ready } = listen('news');
  await client.close();
  await client.close();
  await clock.advance(60_000);
  assert.equal(client.status.state, 'closed');
  assert.deepEqual(server.requests, []);
  await assert.rejects(ready, { code: 'closed' });
  assert.throws(() => client.subscribe('news', () => {}), { code: 'closed' });
  assert.throws(() => client.reconnect(), { code: 'closed' });
  assert.equal(client.status.state, 'closed');
});

test('signals close the client, and a subscription', async () => {
  const control = new AbortController();
  const one = new AbortController();
  const { clock, client, listen } = start({ signal: control.signal });
  const subscription = listen('news', { signal: one.signal });
  listen('news');
  await clock.advance(1_000);
  one.abort();
  assert.equal(subscription.state, 'closed');
  assert.equal(client.status.state, 'live');
  control.abort();
  assert.equal(client.status.state, 'closed');
});

test('what is wrong is refused at the call, and named', () => {
  const { client } = start();
  const refuses = (run, pattern) =>
    assert.throws(run, (error) => error instanceof TypeError && pattern.test(error.message));
  refuses(() => client.subscribe('a//b', () => {}), /"a\/\/b" is not a topic/);
  refuses(() => client.subscribe('a/**/b', () => {}), /not a topic/);
  refuses(() => client.subscribe('x'.repeat(256), () => {}), /not a topic/);
  refuses(() => client.subscribe('a', () => {}, { since: 'yesterday' }), /since "yesterday"/);
  refuses(() => client.subscribe('a', () => {}, { rewind: -1 }), /rewind -1/);
  refuses(() => client.publish('a/*', 'b', 1), /not a topic/);
  refuses(() => connect('http://localhost', { heartbeat: 1 }), /no option "heartbeat"/);
  refuses(() => connect('http://localhost', { transports: ['tcp'] }), /"transports" must be/);
  refuses(() => connect('http://localhost', { whenHidden: 'never' }), /"whenHidden" must be/);
  refuses(() => connect('http://localhost', { token: 'secret' }), /"token" must be/);
  refuses(() => connect('http://localhost', { duplex: 1 }), /"duplex" must be true or false/);
  refuses(() => connect('http://localhost', { share: 'always' }), /"share" must be "auto"/);
  refuses(() => connect('http://localhost', { signal: {} }), /"signal" must be an AbortSignal/);
  refuses(() => connect('http://localhost', { env: 1 }), /"env" must be an object/);
  refuses(() => connect('http://localhost', { outbox: 5 }), /"outbox" must be an object/);
  refuses(() => connect('http://localhost', { outbox: { size: 1 } }), /no option "outbox.size"/);
  refuses(
    () => connect('http://localhost', { outbox: { max: 0 } }),
    /"outbox.max" must be a whole/,
  );
  refuses(() => connect('http://localhost', { outbox: { ttl: 300_000 } }), /from 1 to 299999/);
  refuses(() => connect('http://localhost', { outbox: { store: 'disk' } }), /"indexeddb"/);
  refuses(() => connect('http://localhost', { outbox: { lost: 1 } }), /"outbox.lost" must be/);
  refuses(() => connect(), /needs the address/);
  client.subscribe('$user/ann~20b', () => {}).close();
  client.close();
});
