import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../src/client.js';
import { Proxy } from './fakes/proxy.js';

/** As in `real-server.test.js`; each event passes a proxy that is in the way. */
const SERVER = process.env.TIDEWIRE_SAMPLE;
const skip = !SERVER
  ? 'TIDEWIRE_SAMPLE says no address of the sample'
  : !globalThis.WebSocket && 'this Node has no WebSocket';
const ORDERS = 200;
const FOUND_MS = 10_000;

async function until(what, condition) {
  for (const end = Date.now() + 20_000; !condition(); ) {
    assert.ok(Date.now() < end, `not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function order() {
  const response = await fetch(new URL('orders', SERVER), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ region: 'us', item: 'lamp', quantity: 1 }),
  });
  return (await response.json()).number;
}

for (const [what, modes, transport] of [
  ['nothing is in the way', {}, 'websocket'],
  ['WebSockets are refused', { webSocket: 'refuse' }, 'sse'],
  ['WebSockets hang', { webSocket: 'hang' }, 'sse'],
  ['WebSockets are mute', { webSocket: 'mute' }, 'sse'],
  [
    'WebSockets are refused, streams held back by 4 KiB',
    { webSocket: 'refuse', stream: 4_096 },
    'poll',
  ],
  ['WebSockets hang, streams are stored', { webSocket: 'hang', stream: 'store' }, 'poll'],
  [
    'WebSockets are mute, streams held back by 16 KiB',
    { webSocket: 'mute', stream: 16_384 },
    'poll',
  ],
]) {
  test(
    `${what}: all orders come once and in order over ${transport}, and it climbs back`,
    { skip },
    async (t) => {
      const proxy = Object.assign(new Proxy(SERVER), modes);
      const client = connect(`${await proxy.open()}realtime/`);
      t.after(() => {
        client.close();
        proxy.close();
      });
      const numbers = [];
      const began = Date.now();
      const { ready } = client.subscribe('orders/us', ({ data }) => numbers.push(data.number));
      await ready;
      const placed = [];
      const place = async (count) => {
        for (let i = 0; i < count; i++) {
          placed.push(await order());
        }
      };
      await Promise.all([place(ORDERS), until('live', () => client.status.state === 'live')]);
      assert.ok(Date.now() - began < FOUND_MS);
      assert.equal(client.status.transport, transport);
      await until('half of the orders', () => numbers.length === ORDERS);
      Object.assign(proxy, { webSocket: 'pass', stream: 'pass' });
      if (transport !== 'websocket') {
        dispatch('online'); // the network is another one
        await until('the better transport', () => client.status.transport === 'websocket');
      }
      await place(ORDERS);
      await until('all orders', () => numbers.length === 2 * ORDERS);
      assert.deepEqual(numbers, placed);
    },
  );
}

test(
  'connections are cut again and again: all orders come once and in order',
  { skip },
  async (t) => {
    const proxy = new Proxy(SERVER);
    const client = connect(`${await proxy.open()}realtime/`);
    t.after(() => {
      client.close();
      proxy.close();
    });
    const numbers = [];
    await client.subscribe('orders/us', ({ data }) => numbers.push(data.number)).ready;
    const placed = [];
    for (let i = 0; i < ORDERS; i++) {
      placed.push(await order());
      if (i % 40 === 20) {
        proxy.cut();
      }
    }
    await until('all orders', () => numbers.length === ORDERS);
    assert.deepEqual(numbers, placed);
  },
);

/** What the client listens to, where Node has no page. */
const window = new EventTarget();
globalThis.addEventListener ??= window.addEventListener.bind(window);
const dispatch = (type) => window.dispatchEvent(new Event(type));
