import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../src/client.js';
import { ManualClock } from './fakes/clock.js';
import { ScriptedServer } from './fakes/server.js';
import { page, reachedBy } from './fakes/start.js';

/** As BroadcastChannel does it: everybody else hears a message, a moment later. */
function broadcasts(t) {
  const open = new Set();
  class FakeChannel {
    constructor(name) {
      this.name = name;
      open.add(this);
    }

    postMessage(data) {
      for (const other of open) {
        if (other !== this && other.name === this.name) {
          queueMicrotask(() => open.has(other) && other.onmessage({ data }));
        }
      }
    }

    close() {
      open.delete(this);
    }
  }
  const before = globalThis.BroadcastChannel;
  globalThis.BroadcastChannel = FakeChannel;
  t.after(() => (globalThis.BroadcastChannel = before));
  return open;
}

function tabs(count, prepare = () => {}) {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock);
  prepare(server);
  const all = Array.from({ length: count }, () => {
    const client = connect('http://localhost/realtime', { env: server.env });
    const heard = [];
    client.subscribe('news', ({ data }) => heard.push(data));
    return { client, heard };
  });
  return { clock, server, all };
}

test('of eight tabs without WebSockets over HTTP/1.1, two keep a connection, and all get everything', async (t) => {
  page(t);
  const channels = broadcasts(t);
  const { clock, server, all } = tabs(8, (server) => (server.roads.websocket = 'refused'));
  await clock.advance(3_000);
  assert.ok(all.every(({ client }) => client.status.state === 'live'));
  assert.equal(all.filter(({ client }) => client.status.transport === 'sse').length, 2);
  assert.equal(server.lines.size, 2);
  for (let i = 0; i < 20; i++) {
    server.publish('news', i);
    await clock.advance(500);
  }
  await clock.advance(3_000);
  all.forEach(({ heard }) => assert.deepEqual(heard, [...Array(20).keys()]));

  // When one that has a connection goes, another one takes it.
  const [holder] = all.filter(({ client }) => client.status.transport === 'sse');
  await holder.client.close();
  await clock.advance(6 * 60_000);
  assert.equal(server.lines.size, 2);
  server.roads.websocket = 'open';
  await clock.advance(70 * 60_000);
  assert.ok(
    all
      .slice(1)
      .every(({ client }) => client === holder.client || client.status.transport === 'websocket'),
  );
  assert.equal(channels.size, 0, 'nobody has to be told');
  for (const { client } of all) {
    await client.close();
  }
  await clock.advance(0);
  assert.equal(clock.pending, 0);
});

test('WebSockets, and streams over HTTP/2, are no scarce thing', async (t) => {
  page(t);
  const channels = broadcasts(t);
  const sockets = tabs(4);
  await sockets.clock.advance(2_000);
  assert.ok(sockets.all.every(({ client }) => client.status.transport === 'websocket'));
  reachedBy(t, 'h2');
  const streams = tabs(4);
  await streams.clock.advance(2_000);
  assert.equal(streams.server.lines.size, 4);
  assert.equal(channels.size, 0);
  for (const { client } of [...sockets.all, ...streams.all]) {
    await client.close();
  }
});
