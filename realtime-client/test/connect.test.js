import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../src/client.js';
import { ManualClock } from './fakes/clock.js';
import { ScriptedServer } from './fakes/server.js';

const URL = 'http://localhost/app/realtime/';

function start(options = {}) {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock);
  const client = connect(URL, { env: server.env, ...options });
  const heard = [];
  const listen = (topic, more) => client.subscribe(topic, (event) => heard.push(event.data), more);
  return { clock, server, client, heard, listen };
}

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
