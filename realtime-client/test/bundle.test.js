import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ManualClock } from './fakes/clock.js';
import { ScriptedServer } from './fakes/server.js';
import { URL_OF_SERVER } from './fakes/start.js';

/** What a bundler has made of the client; without it, the client as it is. */
const CLIENT = process.env.TIDEWIRE_CLIENT
  ? pathToFileURL(process.env.TIDEWIRE_CLIENT).href
  : '../src/client.js';

for (const transport of ['websocket', 'sse', 'poll']) {
  test(`the client works over ${transport}, however it was put together`, async () => {
    const { connect } = await import(CLIENT);
    const clock = new ManualClock();
    const server = new ScriptedServer(clock);
    const client = connect(URL_OF_SERVER, { transports: [transport], env: server.env });
    const until = async (condition) => {
      for (let i = 0; i < 5_000 && !condition(); i++) {
        await clock.advance(20);
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.ok(condition(), JSON.stringify(client.status));
    };
    const heard = [];
    const { ready } = client.subscribe('news', ({ data }) => heard.push(data));
    client.subscribe('orders/*', () => {});
    await until(() => client.status.state === 'live');
    await ready;
    client.publish('news', 'said', 1);
    await until(() => heard.length === 1);
    const events = client.events('news', { since: 'start' })[Symbol.asyncIterator]();
    const first = events.next();
    let value;
    first.then((next) => (value = next.value));
    await until(() => value);
    assert.equal(value.data, 1);
    const left = events.return();
    await clock.advance(100);
    await left;
    await client.close();
    assert.equal(clock.pending, 0);
  });
}
