import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../src/client.js';

/**
 * The sample on a real server, such as `http://localhost:8080/`. Node 20 needs
 * `--experimental-websocket` for WebSockets.
 */
const SERVER = process.env.TIDEWIRE_SAMPLE;
const skip = SERVER ? false : 'TIDEWIRE_SAMPLE says no address of the sample';
const HAS_WEB_SOCKET = 'WebSocket' in globalThis;
const TIMEOUT_MS = 15_000;
/** Other tests place orders elsewhere at the same time. */
const MINE = 'orders/eu';

async function until(what, condition) {
  for (const end = Date.now() + TIMEOUT_MS; !condition(); ) {
    assert.ok(Date.now() < end, `not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function post(path, body, headers = {}) {
  const response = await fetch(new URL(path, SERVER), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response;
}

const order = () =>
  post('orders', { region: 'eu', item: 'chair', quantity: 1 }).then((response) => response.json());

/** What the sample's session needs: a cookie, which Node does not keep by itself. */
async function signedIn(user) {
  const response = await post('session', { user, password: user });
  const cookie = response.headers.get('Set-Cookie').split(';')[0];
  return (url, init) => fetch(url, { ...init, headers: { ...init.headers, Cookie: cookie } });
}

const realtime = () => new URL('realtime/', SERVER).href;

for (const transport of ['websocket', 'sse', 'poll']) {
  const missing =
    transport === 'websocket' && !HAS_WEB_SOCKET ? 'this Node has no WebSocket' : false;
  test(`orders over ${transport}, through cuts`, { skip: skip || missing }, async () => {
    const client = connect(realtime(), { transports: [transport] });
    const numbers = [];
    const gaps = [];
    const subscription = client.subscribe(
      'orders/*',
      ({ topic, data }) => topic === MINE && numbers.push(data.number),
      {
        gap: (gap) => gaps.push(gap),
      },
    );
    await subscription.ready;
    await until('live', () => client.status.state === 'live');
    assert.equal(client.status.transport, transport);
    const placed = [];
    for (let i = 0; i < 100; i++) {
      placed.push((await order()).number);
      if (i % 30 === 10) {
        client.reconnect();
      }
    }
    await until('all orders', () => numbers.length >= placed.length);
    assert.deepEqual(numbers, placed);
    assert.deepEqual(gaps, []);

    const history = [];
    const second = client.subscribe(
      'orders/*',
      ({ topic, data, replayed }) => topic === MINE && history.push([data.number, replayed]),
      { rewind: 5 },
    );
    await second.ready;
    assert.deepEqual(
      history,
      placed.slice(-5).map((number) => [number, true]),
    );
    const before = numbers.length;
    const third = client.subscribe('orders/eu', () => {});
    await third.ready;
    const next = (await order()).number;
    await until('the next order', () => numbers.length > before && history.length > 5);
    assert.equal(numbers.at(-1), next);
    assert.deepEqual(history.at(-1), [next, false]);

    const refused = client.subscribe('secrets', () => {});
    await assert.rejects(refused.ready, { code: 'forbidden' });
    assert.equal(client.status.state, 'live');
    await client.close();
  });

  test(`chat and answers over ${transport}`, { skip: skip || missing }, async () => {
    // A WebSocket of Node sends no cookie: nobody is signed in there.
    const fetch = await signedIn('ann');
    const client = connect(realtime(), {
      transports: [transport],
      env: transport === 'websocket' ? {} : { fetch },
    });
    assert.deepEqual(await client.send('echo', 'say', { hello: 1 }), { hello: 1 });
    await assert.rejects(client.send('nowhere', 'say', 1), { code: 'unknown-address' });
    if (transport !== 'websocket') {
      const lines = [];
      const room = client.subscribe('rooms/lobby', ({ data, from }) =>
        lines.push([data.text, from]),
      );
      await room.ready;
      const said = ['one', 'two', 'three'].map((text) =>
        client.publish('rooms/lobby', 'line', { text }),
      );
      const cursors = (await Promise.all(said)).map(({ cursor }) => cursor);
      assert.equal(new Set(cursors).size, 3);
      await until('all lines', () => lines.length === 3);
      assert.deepEqual(lines, [
        ['one', 'ann'],
        ['two', 'ann'],
        ['three', 'ann'],
      ]);
    } else {
      await assert.rejects(client.publish('rooms/lobby', 'line', { text: 'x' }), {
        code: 'forbidden',
      });
    }
    await client.close();
  });
}
