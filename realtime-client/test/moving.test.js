import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { connect } from '../src/client.js';
import { start } from './fakes/start.js';

const PAGE = readFileSync(new URL('../../docs/moving.md', import.meta.url), 'utf8');
/** Those of the client: the others are what people come from. */
const EXAMPLES = [...PAGE.matchAll(/```js\n(.*?)```/gs)]
  .map(([, code]) => code)
  .filter((code) => /\bclient\b/.test(code));
const AsyncFunction = (async () => {}).constructor;

test('what people move to runs', async () => {
  assert.equal(EXAMPLES.length, 4);
  for (const example of EXAMPLES) {
    const { clock, server, client } = start();
    const clients = [client];
    const open = (url, options) => {
      const own = connect(new URL(url, 'http://localhost').href, { ...options, env: server.env });
      clients.push(own);
      return own;
    };
    const shown = [];
    const states = [];
    const names = ['show', 'hide', 'showState', 'token'];
    const values = [(one) => shown.push(one), () => {}, (one) => states.push(one), null];
    const opensOne = example.includes('const client');
    names.push(opensOne ? 'connect' : 'client');
    values.push(opensOne ? open : client);

    const running = new AsyncFunction(...names, example.replace(/^import .*$/gm, ''))(...values);
    await clock.advance(2_000);
    await running;
    server.publish('orders/eu', { id: 4711 }, { type: 'order-placed' });
    await clock.advance(2_000);

    assert.deepEqual(shown, [{ id: 4711 }], example);
    assert.equal(states.at(-1), example.includes('onStatus') ? 'live' : undefined, example);
    await Promise.all(clients.map((one) => one.close()));
  }
});
