import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { connect } from '../src/client.js';
import { FakeIndexedDB } from './fakes/indexeddb.js';
import { start } from './fakes/start.js';

const PAGE = readFileSync(new URL('../../docs/client.md', import.meta.url), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
const AsyncFunction = (async () => {}).constructor;

/** What an earlier page has left, too long ago. */
const LEFT = {
  command: JSON.stringify({ topic: 'orders/eu', event: 'order-placed', data: { id: 1 } }),
  user: null,
  expires: 0,
  client: 'c1',
};

/** Those that need a page, React, or a server to import from, are tested elsewhere. */
const runs = (code) => !/react|document\.|await import|^\/\/ (Vue|Angular|Svelte)/.test(code);

test('the examples of the documentation run', async () => {
  const examples = EXAMPLES.filter(runs);
  assert.ok(examples.length >= 5);
  for (const example of examples) {
    const { clock, server, client } = start();
    server.publish('orders/eu', { id: 1 });
    const page = { indexedDB: new FakeIndexedDB() };
    page.indexedDB.keep(`tidewire http://localhost/app/realtime/`, LEFT);
    const shown = [];
    const clients = [client];
    const open = (url = 'http://localhost/realtime/', options = {}) => {
      clients.push(
        connect(new URL(url, 'http://localhost').href, {
          ...options,
          env: { ...server.env, page },
        }),
      );
      return clients.at(-1);
    };
    const code = example.replace(/^import .*$/gm, '');
    const isAboutClient = !code.includes('const client');
    const run = new AsyncFunction(
      'connect',
      ...(isAboutClient ? ['client'] : []),
      'show',
      'console',
      code,
    );
    const log = { log: (...values) => shown.push(values) };
    const running = run(
      open,
      ...(isAboutClient ? [client] : []),
      (value) => shown.push(value),
      log,
    );
    await clock.advance(2_000);
    await running;
    for (const one of clients) {
      await one.close();
    }
    if (code.includes('show') || code.includes('console')) {
      assert.ok(shown.length > 0, `nothing is shown by ${code}`);
    }
  }
});

test('the documentation has all states and codes', () => {
  const types = readFileSync(new URL('../types.d.ts', import.meta.url), 'utf8');
  const [, states] = types.match(/readonly state: ('idle'.*);/);
  for (const [, state] of states.matchAll(/'([a-z]+)'/g)) {
    assert.ok(PAGE.includes(`| \`${state}\` |`), state);
  }
  for (const code of [
    'login',
    'unauthorized',
    'forbidden',
    'bad-request',
    'not-tidewire',
    'too-large',
    'ended',
  ]) {
    assert.ok(PAGE.includes(`| \`${code}\` |`), code);
  }
});
