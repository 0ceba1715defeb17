import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json, problem } from './fakes/server.js';
import { start } from './fakes/start.js';

const html = (status = 200) =>
  new Response('<html>', { status, headers: { 'Content-Type': 'text/html' } });
const redirect = () => new Response(null, { status: 302, headers: { Location: '/login' } });

/** Answers requests to one road. */
const at = (road, answer) => (server) =>
  (server.intercept = (asked) => (asked === road ? answer() : undefined));
const everywhere = (answer) => (server) => (server.intercept = answer);

for (const [what, answer] of [
  ['HTML', html],
  ['a redirect', redirect],
]) {
  test(`${what} is a login page: one request, until the application says so`, async () => {
    const { clock, server, client, listen, heard } = start({ prepare: everywhere(() => answer()) });
    const { ready } = listen('news');
    await clock.advance(60_000);
    assert.equal(client.status.state, 'closed');
    assert.equal(client.status.code, 'login');
    assert.equal(server.requests.length, 1);
    await assert.rejects(ready, { code: 'login' });
    await assert.rejects(client.subscribe('sport', () => {}).ready, { code: 'login' });
    await assert.rejects(client.publish('news', 'said', 1), { code: 'login' });
    server.intercept = () => undefined;
    client.reconnect();
    await clock.advance(1_000);
    assert.equal(client.status.state, 'live');
    server.publish('news', 1);
    await clock.advance(10);
    assert.deepEqual(heard, [1]);
    await client.close();
  });
}

test('a session that ends in the middle is a login page, too', async () => {
  const { clock, server, client, listen } = start({ transports: ['sse'] });
  listen('news');
  await clock.advance(1_000);
  const before = server.requests.length;
  server.intercept = () => redirect();
  server.cut();
  await clock.advance(60_000);
  assert.equal(client.status.code, 'login');
  assert.equal(server.requests.length, before + 1);
});

test('401 and again 401 with the fresh token: two requests', async () => {
  const reasons = [];
  const { clock, server, client, listen } = start({
    prepare: everywhere(() => problem(401, 'unauthorized')),
    token: (reason) => reasons.push(reason) && 'bad',
  });
  listen('news');
  await clock.advance(60_000);
  assert.equal(client.status.state, 'closed');
  assert.equal(client.status.code, 'unauthorized');
  assert.equal(server.requests.length, 2);
  assert.deepEqual(reasons, ['connect', 'rejected']);
});

test('401 without a token: one request', async () => {
  const { clock, server, client, listen } = start({
    prepare: everywhere(() => problem(401, 'unauthorized')),
  });
  listen('news');
  await clock.advance(60_000);
  assert.equal(client.status.code, 'unauthorized');
  assert.equal(server.requests.length, 1);
});

for (const transport of ['websocket', 'sse', 'poll']) {
  for (const isNamed of [true, false]) {
    test(`a topic that is refused ${isNamed ? 'and named' : 'without a name'} fails alone, at once and later, over ${transport}`, async () => {
      const { clock, server, client, heard, listen } = start({ transports: [transport] });
      const forbidden = new Set(['secret']);
      server.refuses = (topic) =>
        forbidden.has(topic) && { status: 403, code: 'forbidden', isNamed };
      const refusals = [];
      const refused = (error) => refusals.push(error.code);
      const secret = listen('secret', { refused });
      const news = listen('news', { refused });
      const sport = listen('sport', { refused });
      await clock.advance(1_000);
      assert.equal(secret.state, 'refused');
      await assert.rejects(secret.ready, { code: 'forbidden' });
      assert.equal(news.state, 'live');
      assert.equal(client.status.state, 'live');
      forbidden.add('sport');
      server.cut();
      await clock.advance(5_000);
      assert.equal(sport.state, 'refused');
      assert.equal(news.state, 'live');
      assert.deepEqual(refusals, ['forbidden', 'forbidden']);
      server.publish('news', 1);
      await clock.advance(100);
      assert.deepEqual(heard, [1]);
      await client.close();
      await clock.advance(0);
      assert.equal(clock.pending, 0);
    });
  }
}

test('a refusal that names a topic nobody has asked for makes no loop', async () => {
  const { clock, server, client, listen } = start();
  server.intercept = (road, init, url) =>
    road === 'poll' && url.includes('secret') && problem(403, 'forbidden', 'SECRET');
  const [secret, news] = [listen('secret'), listen('news')];
  await clock.advance(2_000);
  assert.equal(secret.state, 'refused');
  assert.equal(news.state, 'live');
  assert.ok(server.requests.length <= 6);
  await client.close();
});

test('where all is refused, it is idle again', async () => {
  const { clock, server, client, listen } = start();
  server.refuses = () => ({ status: 400, code: 'bad-request' });
  const subscription = listen('news');
  await clock.advance(5_000);
  assert.equal(subscription.state, 'refused');
  assert.equal(client.status.state, 'idle');
});

for (const transport of ['websocket', 'sse', 'poll']) {
  test(`more topics than a connection may have, over ${transport}: the end, without a request for each`, async () => {
    const { clock, server, client, listen } = start({ transports: [transport] });
    const tooMany = { status: 400, code: 'too-many-topics', isNamed: false };
    server.refuses = () =>
      server.urls.some((url) => /sse|ws|poll.*since/.test(url)) ? tooMany : undefined;
    ['a', 'b', 'c', 'd'].forEach((topic) => listen(topic));
    await clock.advance(60_000);
    assert.equal(client.status.state, 'closed');
    assert.equal(client.status.code, 'too-many-topics');
    assert.equal(server.requests.length, 3);
  });
}

test('404 is not Tidewire: one request', async () => {
  const { clock, server, client, listen } = start({ prepare: everywhere(() => html(404)) });
  listen('news');
  await clock.advance(60_000);
  assert.equal(client.status.code, 'not-tidewire');
  assert.equal(server.requests.length, 1);
});

test('404 of an application that was there is one that starts again', async () => {
  const { clock, server, client, listen } = start();
  listen('news');
  await clock.advance(1_000);
  server.intercept = () => html(404);
  server.roads.websocket = 'refused';
  server.cut();
  await clock.advance(20_000);
  assert.equal(client.status.state, 'recovering');
  server.intercept = () => undefined;
  await clock.advance(31_000);
  assert.equal(client.status.state, 'live');
  await client.close();
});

for (const [what, answer] of [
  [
    'another content type',
    () => new Response('hello', { headers: { 'Content-Type': 'text/plain' } }),
  ],
  ['JSON of something else', () => json({ hello: 1 })],
]) {
  test(`${what} is not Tidewire`, async () => {
    const { clock, client, listen } = start({ prepare: at('info', answer) });
    listen('news');
    await clock.advance(10_000);
    assert.equal(client.status.code, 'not-tidewire');
  });
}

test('Retry-After is respected, and no other transport is asked meanwhile', async () => {
  const { clock, server, client, count, listen } = start({
    prepare: at('sse', () => problem(503, 'overloaded', undefined, { 'Retry-After': '7' })),
    transports: ['sse', 'websocket', 'poll'],
  });
  listen('news');
  await clock.advance(1_000);
  assert.equal(client.status.state, 'recovering');
  assert.equal(client.status.code, 'overloaded');
  assert.ok(client.status.retryAt - clock.now() > 5_900, 'it says when');
  await clock.advance(5_900);
  assert.equal(count('GET sse'), 1);
  await clock.advance(200);
  assert.equal(count('GET sse'), 2);
  assert.equal(count('WS'), 0);
  await client.close();
});

test('a server that says at once is not asked in a loop', async () => {
  const { clock, client, count, listen } = start({
    prepare: at('info', () => problem(503, 'overloaded', undefined, { 'Retry-After': '0' })),
  });
  listen('news');
  await clock.advance(20_000);
  assert.ok(count('GET info') <= 7);
  await client.close();
});

test('500 is waited for, ever longer', async () => {
  const { clock, server, client, listen } = start({ prepare: everywhere(() => html(500)) });
  listen('news');
  await clock.advance(20_000);
  assert.equal(client.status.state, 'recovering');
  assert.ok(server.requests.length <= 7, `${server.requests.length} requests`);
  await client.close();
});

test('an unknown type is ignored; a broken frame ends the line', async () => {
  for (const transport of ['sse', 'websocket']) {
    const { clock, server, client, heard, listen, states } = start({ transports: [transport] });
    listen('news');
    await clock.advance(1_000);
    const [line] = server.lines;
    line.tell({ type: 'weather', topic: 'news' });
    server.publish('news', 1);
    await clock.advance(10);
    assert.deepEqual(heard, [1]);
    assert.equal(states.at(-1), 'live');
    line.raw('{"type":');
    await clock.advance(10);
    assert.equal(states.at(-1), 'recovering', transport);
    server.publish('news', 2);
    await clock.advance(3_000);
    assert.deepEqual(heard, [1, 2]);
    await client.close();
  }
});

test('a line of an event stream that never ends is too large', async () => {
  const { clock, server, client, listen } = start({ transports: ['sse'] });
  listen('news');
  await clock.advance(1_000);
  const [line] = server.lines;
  for (let megabytes = 0; megabytes < 17; megabytes++) {
    line.chunk('x'.repeat(1024 * 1024));
    await clock.advance(2);
  }
  assert.equal(client.status.code, 'too-large');
  assert.equal(server.lines.size, 0);
});

for (const [code, state, means] of [
  [1008, 'closed', 'forbidden'],
  [4001, 'closed', 'unauthorized'],
  [1009, 'closed', 'too-large'],
  [1000, 'closed', 'ended'],
  [1001, 'recovering'],
  [1012, 'recovering'],
  [1013, 'recovering'],
  [1011, 'recovering'],
]) {
  test(`close code ${code}: ${state}`, async () => {
    const { clock, server, client, listen } = start();
    listen('news');
    await clock.advance(1_000);
    [...server.lines][0].end(code);
    await clock.advance(1);
    assert.equal(client.status.state, state);
    if (means) {
      assert.equal(client.status.code, means);
      await clock.advance(60_000);
      assert.equal(client.status.state, 'closed');
    }
    if (code === 1013) {
      assert.ok(client.status.retryAt - clock.now() > 4_000);
    }
    await client.close();
  });
}

test('a WebSocket that is closed at once with a reason is an answer: no other transport is asked', async () => {
  for (const [code, state] of [
    [1013, 'recovering'],
    [1008, 'closed'],
  ]) {
    const { clock, client, count, listen } = start({
      prepare: (server) => (server.roads.websocket = code),
    });
    listen('news');
    await clock.advance(3_000);
    assert.equal(client.status.state, state);
    assert.equal(count('GET sse'), 0);
    await client.close();
  }
});

test('bye says when to come back, or not at all', async () => {
  for (const transport of ['sse', 'websocket', 'poll']) {
    const { clock, server, client, listen } = start({ transports: [transport] });
    listen('news');
    await clock.advance(1_000);
    [...server.lines][0].bye({ reason: 'restart', reconnect: true, after: 9_000 });
    await clock.advance(5);
    assert.equal(client.status.state, 'recovering');
    assert.ok(client.status.retryAt - clock.now() > 8_900);
    await clock.advance(10_000);
    assert.equal(client.status.state, 'live');
    [...server.lines][0].bye({ reason: 'signed-out', reconnect: false });
    await clock.advance(60_000);
    assert.equal(client.status.state, 'closed', transport);
    assert.equal(client.status.code, 'unauthorized');
  }
});

test('what opens and drops at once is tried 16 times in three minutes', async () => {
  const { clock, server, client, count, listen } = start({ transports: ['sse'] });
  listen('news');
  server.retry = 0;
  const drop = () => server.lines.forEach((line) => line.cut());
  for (let waited = 0; waited < 180_000; waited += 50) {
    await clock.advance(50);
    if (client.status.state === 'live') {
      drop();
    }
  }
  assert.ok(Math.abs(count('GET sse') - 16) <= 1, `${count('GET sse')} attempts`);
  await client.close();
});

test('after 10 s of life the delay is short again', async () => {
  const { clock, server, client, listen } = start();
  listen('news');
  await clock.advance(1_000);
  server.roads.websocket = server.roads.sse = server.roads.poll = 'refused';
  server.cut();
  await clock.advance(20_000);
  assert.ok(client.status.attempt > 3);
  Object.assign(server.roads, { websocket: 'open', sse: 'open', poll: 'open' });
  await clock.advance(30_000);
  assert.equal(client.status.state, 'live');
  server.cut();
  await clock.advance(1);
  assert.ok(client.status.retryAt - clock.now() <= 1_000);
  await client.close();
});

test('an opaque redirect, which is how browsers show one, is a login page', async () => {
  const opaque = { status: 0, ok: false, type: 'opaqueredirect', headers: new Headers() };
  const { clock, server, client, listen } = start({ prepare: everywhere(() => opaque) });
  listen('news');
  await clock.advance(10_000);
  assert.equal(client.status.code, 'login');
  assert.equal(server.requests.length, 1);
});

for (const transport of ['sse', 'poll']) {
  test(`another content type over ${transport} is not Tidewire`, async () => {
    const plain = () => new Response('hello', { headers: { 'Content-Type': 'text/plain' } });
    const { clock, client, count, listen } = start({
      prepare: at(transport, plain),
      transports: [transport],
    });
    listen('news');
    await clock.advance(10_000);
    assert.equal(client.status.code, 'not-tidewire');
    assert.equal(count(`GET ${transport}`), 1);
  });
}

for (const status of [408, 425, 429, 500, 502, 503, 504]) {
  test(`${status} is waited for, and as long as it says`, async () => {
    const { clock, server, client, count, listen } = start({
      prepare: everywhere(() => problem(status, undefined, undefined, { 'Retry-After': '7' })),
    });
    listen('news');
    await clock.advance(6_900);
    assert.equal(client.status.state, 'recovering');
    assert.equal(count('GET info'), 1);
    server.intercept = () => undefined;
    await clock.advance(1_000);
    assert.equal(client.status.state, 'live');
    await client.close();
  });
}

test('an object without a type is ignored', async () => {
  for (const transport of ['sse', 'websocket']) {
    const { clock, server, client, heard, listen, states } = start({ transports: [transport] });
    listen('news');
    await clock.advance(1_000);
    [...server.lines][0].raw('{"hello":1}');
    server.publish('news', 1);
    await clock.advance(10);
    assert.deepEqual(heard, [1]);
    assert.deepEqual(states, ['connecting', 'live']);
    await client.close();
  }
});

test('a message of a WebSocket that is too large ends it', async () => {
  const { clock, server, client, listen } = start();
  listen('news');
  await clock.advance(1_000);
  [...server.lines][0].raw(`{"type":"event","data":"${'x'.repeat(16 * 1024 * 1024)}"}`);
  await clock.advance(10);
  assert.equal(client.status.code, 'too-large');
});

for (const [road, status, type] of [
  ['info', 200, 'application/json'],
  ['poll', 200, 'application/json'],
  ['info', 503, 'application/problem+json'],
  ['poll', 403, 'application/problem+json'],
]) {
  test(`an answer of ${road} with ${status} that does not end is too large`, async () => {
    const { clock, server, client, listen } = start({ transports: ['poll'] });
    const chunk = new TextEncoder().encode(' '.repeat(1024 * 1024));
    let chunks = 0;
    const pull = (control) => void (++chunks && control.enqueue(chunk));
    server.intercept = (asked) =>
      asked === road &&
      new Response(new ReadableStream({ pull }), { status, headers: { 'Content-Type': type } });
    listen('news');
    for (let i = 0; i < 100 && client.status.state !== 'closed'; i++) {
      await clock.advance(10);
    }
    assert.equal(client.status.code, 'too-large');
    assert.ok(chunks < 20, `${chunks} chunks are read`);
  });
}
