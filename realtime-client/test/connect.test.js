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
  const nothing = () => {};
  refuses(() => client.subscribe('a//b', nothing), /"a\/\/b" is not a topic/);
  refuses(() => client.subscribe('a/**/b', nothing), /not a topic/);
  refuses(() => client.subscribe('x'.repeat(256), nothing), /not a topic/);
  refuses(() => client.subscribe('a', 'b'), /handler must be a function/);
  refuses(() => client.subscribe('a', nothing, { since: 'yesterday' }), /since "yesterday"/);
  refuses(() => client.subscribe('a', nothing, { rewind: -1 }), /"rewind" must be number/);
  refuses(() => client.subscribe('a', nothing, { rewind: 1.5 }), /rewind 1.5 is not/);
  refuses(() => client.subscribe('a', nothing, { rewnd: 3 }), /"rewnd" is no option of subscribe/);
  refuses(() => client.subscribe('a', nothing, { gap: 3 }), /"gap" must be function/);
  refuses(() => client.events('a//b'), /not a topic/);
  refuses(() => client.events('a', { max: 'all' }), /"max" must be number/);
  refuses(() => client.events('a', { since: 'yesterday' }), /since "yesterday"/);
  refuses(() => client.publish('a/*', 'b', 1), /not a topic/);
  refuses(() => client.publish('a', 'b/c', 1), /"b\/c" is not a type/);
  refuses(() => client.publish('a', '', 1), /"" is not/);
  refuses(() => client.publish('a', 'b', 1, { echo: false }), /"echo" is no option of publish/);
  refuses(() => client.send('a/*', 'b', 1), /not a topic/);
  refuses(() => client.send('a', 'b', 1, { timeout: '5' }), /"timeout" must be number/);
  for (const [name, value, allowed] of [
    ['token', 'secret', 'function'],
    ['transports', ['tcp'], 'sse|websocket|poll'],
    ['transports', [], 'sse|websocket|poll'],
    ['transports', 'sse', 'sse|websocket|poll'],
    ['duplex', 1, 'boolean'],
    ['share', 'always', 'auto|boolean'],
    ['whenHidden', -1, 'keep|number'],
    ['whenHidden', 'never', 'keep|number'],
    ['signal', true, 'object'],
    ['env', 1, 'object'],
    ['outbox', 5, 'object'],
  ]) {
    refuses(
      () => connect('http://localhost', { [name]: value }),
      new RegExp(`"${name}" must be ${allowed.replaceAll('|', '\\|')}$`),
    );
  }
  for (const [name, value, allowed] of [
    ['max', 'many', 'number'],
    ['bytes', NaN, 'number'],
    ['ttl', 300_000, 'less than 300000'],
    ['store', 'disk', 'memory\\|indexeddb'],
    ['lost', 1, 'function'],
  ]) {
    refuses(
      () => connect('http://localhost', { outbox: { [name]: value } }),
      new RegExp(`"${name}" must be ${allowed}$`),
    );
  }
  refuses(() => connect('http://localhost', { heartbeat: 1 }), /"heartbeat" is no option of/);
  refuses(() => connect('http://localhost', { outbox: { size: 1 } }), /"size" is no option of/);
  refuses(() => connect(), /needs the address/);
  client.subscribe('$user/ann~20b', nothing).close();
  client.close();
});

for (const road of ['info', 'poll', 'websocket', 'sse', 'send']) {
  test(`close ends what is under way where ${road} does not answer`, async () => {
    const { clock, server, client, listen } = start({
      transports: [road === 'sse' ? 'sse' : 'websocket'],
    });
    server.roads[road] = 'stuck';
    const signals = [];
    server.intercept = (asked, { signal }) => void (asked === road && signals.push(signal));
    listen('news');
    client.publish('news', 'said', 1);
    await clock.advance(500);
    await client.close();
    await clock.advance(0);
    assert.equal(clock.pending, 0);
    assert.equal(server.lines.size, 0);
    assert.ok(signals.every(({ aborted }) => aborted));
  });
}
