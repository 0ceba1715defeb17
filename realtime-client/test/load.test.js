import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ManualClock } from './fakes/clock.js';
import { ScriptedServer } from './fakes/server.js';
import { URL_OF_SERVER } from './fakes/start.js';

const SRC = new URL('../src/', import.meta.url);

/**
 * The client from a folder of its own, in which some files cannot be loaded until they are put there. Whatever
 * loads them remembers that by their addresses, as browsers do.
 */
async function start(t, missing) {
  const folder = mkdtempSync(join(tmpdir(), 'tidewire-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(SRC, folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  missing.forEach((file) => writeFileSync(join(folder, file), `throw new Error('cut off')`));
  const { connect } = await import(pathToFileURL(join(folder, 'client.js')).href);
  const clock = new ManualClock();
  const server = new ScriptedServer(clock);
  const client = connect(URL_OF_SERVER, { env: server.env });
  /** Files are read in a time of their own. */
  const until = async (condition) => {
    for (let i = 0; i < 5_000 && !condition(); i++) {
      await clock.advance(50);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(condition(), `not within ${clock.now()}: ${JSON.stringify(client.status)}`);
  };
  const put = () => missing.forEach((file) => cpSync(new URL(file, SRC), join(folder, file)));
  return { clock, server, client, until, put };
}

test('a transport that cannot be loaded is one that does not get through, until it can', async (t) => {
  const { clock, server, client, until, put } = await start(t, ['websocket.js', 'sse.js']);
  const heard = [];
  client.subscribe('news', ({ data }) => heard.push(data));
  await until(() => client.status.state === 'live');
  assert.equal(client.status.transport, 'poll');
  server.publish('news', 1);
  await until(() => heard.length === 1);
  put();
  await clock.advance(2 * 60_000);
  await until(() => client.status.transport === 'websocket');
  server.publish('news', 2);
  await until(() => heard.length === 2);
  await client.close();
});

test('what opens connections is loaded again if that fails', async (t) => {
  const { server, client, until, put } = await start(t, ['lines.js']);
  const heard = [];
  client.subscribe('news', ({ data }) => heard.push(data));
  await until(() => client.status.state === 'recovering');
  assert.equal(client.status.code, 'unreachable');
  put();
  await until(() => client.status.state === 'live');
  server.publish('news', 1);
  await until(() => heard.length === 1);
  await client.close();
});

test('what is published waits until what sends it is loaded', async (t) => {
  const { clock, server, client, until, put } = await start(t, ['outbox.js']);
  const published = [1, 2].map((data) => client.publish('news', 'said', data));
  await clock.advance(5_000);
  put();
  await until(() => server.published.length === 2);
  assert.deepEqual(server.published, [1, 2]);
  assert.deepEqual(await Promise.all(published), [{ cursor: 'e1-1' }, { cursor: 'e1-2' }]);
  await client.close();
});

test('when it is closed before that, what waits is rejected', async (t) => {
  const { clock, client } = await start(t, ['outbox.js']);
  const published = assert.rejects(client.publish('news', 'said', 1), { code: 'closed' });
  const sent = assert.rejects(client.send('echo', 'said', 1), { code: 'closed' });
  await clock.advance(1_000);
  await client.close();
  await published;
  await sent;
  assert.equal(clock.pending, 0);
});

test('where lines cannot be changed, a new one is opened', async (t) => {
  const { server, client, until } = await start(t, ['beside.js']);
  server.transports = ['sse'];
  const heard = [];
  client.subscribe('news', ({ data }) => heard.push(data));
  await until(() => client.status.state === 'live');
  const second = client.subscribe('orders', ({ data }) => heard.push(data));
  await until(() => second.state === 'live');
  server.publish('orders', 1);
  server.publish('news', 2);
  await until(() => heard.length === 2);
  await client.close();
});

test('each part that is loaded later is there', () => {
  const text = readFileSync(new URL('load.js', SRC), 'utf8');
  const parts = [...text.matchAll(/import\('\.\/([a-z-]+\.js)'\)/g)].map(([, file]) => file);
  const files = readdirSync(SRC);
  assert.ok(parts.length >= 9);
  parts.forEach((file) => assert.ok(files.includes(file), file));
});
