import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../src/client.js';
import { browse } from './fakes/browser.js';
import { ManualClock } from './fakes/clock.js';
import { FakeIndexedDB } from './fakes/indexeddb.js';
import { URL_OF_SERVER } from './fakes/start.js';

/** A browser that loads one page after another. */
function start({ user } = {}) {
  const clock = new ManualClock();
  const { server, browser } = browse(clock, (server) => (server.user = user));
  const indexedDB = new FakeIndexedDB();
  const load = ({ outbox, url = URL_OF_SERVER, ...options } = {}) => {
    const tab = browser.open();
    tab.page.indexedDB = indexedDB;
    const lost = [];
    const client = connect(url, {
      ...options,
      env: tab.env,
      outbox: {
        store: 'indexeddb',
        lost: ({ code }, { topic, type, data }) => lost.push({ code, topic, type, data }),
        ...outbox,
      },
    });
    const publish = (data, options) => {
      const published = client.publish('news', 'said', data, options);
      const result = { code: undefined, cursor: undefined };
      published.then(
        ({ cursor }) => (result.cursor = cursor),
        ({ code }) => (result.code = code),
      );
      return result;
    };
    /** The page goes, and nothing of it goes on. */
    const leave = async () => {
      tab.window.dispatchEvent(new Event('pagehide'));
      await clock.advance(10);
      tab.crash();
    };
    return { client, publish, leave, lost };
  };
  return { clock, server, browser, indexedDB, load };
}

test('what is left when a page goes is published by the next one, in order and once', async () => {
  const { clock, server, indexedDB, load } = start({ user: 'ann' });
  server.roads.send = 'refused';
  const first = load();
  [1, 2, 3].forEach((data) => first.publish(data, { key: 'k', idempotencyKey: `mine-${data}` }));
  await clock.advance(100);
  await first.leave();
  assert.deepEqual(
    indexedDB.entries.map(({ command }) => JSON.parse(command).idempotencyKey),
    ['mine-1', 'mine-2', 'mine-3'],
  );
  assert.deepEqual(server.published, []);

  server.roads.send = 'open';
  const second = load();
  const own = second.publish(4);
  await clock.advance(1_000);
  assert.deepEqual(server.published, [1, 2, 3, 4]);
  assert.equal(own.cursor, 'e1-4');
  assert.deepEqual(second.lost, []);
  assert.deepEqual(indexedDB.entries, []);

  const third = load();
  await clock.advance(1_000);
  assert.deepEqual(server.published, [1, 2, 3, 4]);
  await second.client.close();
  await third.client.close();
});

test('open pages publish each what is their own, and what a page leaves that goes', async () => {
  const { clock, server, browser, indexedDB, load } = start({ user: 'ann' });
  server.roads.send = 'refused';
  const first = load();
  first.publish(1);
  await clock.advance(100);
  const second = load();
  second.publish(2);
  await clock.advance(100);
  const third = load();
  await clock.advance(100);
  await first.leave();
  assert.equal(indexedDB.entries.length, 2);

  const before = server.requests.length;
  server.roads.send = 'open';
  await clock.advance(60_000);
  assert.deepEqual(server.published.sort(), [1, 2]);
  const batches = server.requests.slice(before).filter((request) => request === 'POST send');
  assert.equal(batches.length, 2, 'each by one page');
  assert.deepEqual(indexedDB.entries, []);
  for (const { client, lost } of [second, third]) {
    assert.deepEqual(lost, []);
    await client.close();
  }
  await clock.advance(100);
  assert.equal(clock.pending, 0);
  assert.deepEqual(browser.lockNames, []);
});

test('what another open page has written is not lost by who signs in here', async () => {
  const { clock, server, load } = start();
  server.roads.info = server.roads.send = 'refused';
  const first = load();
  const written = first.publish(1);
  await clock.advance(100);
  server.roads.info = server.roads.send = 'open';
  const second = load();
  await clock.advance(60_000);
  assert.deepEqual(second.lost, []);
  assert.equal(written.cursor, 'e1-1');
  assert.deepEqual(server.published, [1]);
});

test('what the last page may have published already goes by the name that it had then', async () => {
  const { clock, server, load } = start();
  const first = load();
  server.intercept = (road) => road === 'send' && Promise.reject(new TypeError('cut'));
  first.publish(1);
  await clock.advance(100);
  await first.leave();
  await clock.advance(100);
  server.intercept = () => undefined;
  const second = load();
  second.publish(2);
  await clock.advance(1_000);
  const names = server.urls
    .filter((url) => url.includes('/send'))
    .map((url) => new URL(url).searchParams.get('client'));
  assert.deepEqual(server.published, [1, 2]);
  assert.equal(names.at(-2), names[0], 'the first one is asked for again');
  assert.notEqual(names.at(-1), names[0]);
  await second.client.close();
});

test('what has waited for too long is lost, and told', async () => {
  const { clock, server, indexedDB, load } = start({ user: 'ann' });
  server.roads.send = 'refused';
  const first = load();
  first.publish(1);
  await clock.advance(200_000);
  first.publish(2);
  await first.leave();
  await clock.advance(70_500);
  server.roads.send = 'stuck';
  const second = load();
  await clock.advance(100);
  assert.deepEqual(second.lost, [{ code: 'expired', topic: 'news', type: 'said', data: 1 }]);
  assert.equal(indexedDB.entries.length, 1);
  await clock.advance(200_000);
  assert.deepEqual(
    second.lost.map(({ data }) => data),
    [1, 2],
  );
  assert.deepEqual(indexedDB.entries, []);
  await second.client.close();
});

for (const [who, before, now] of [
  ['somebody else', 'ann', 'ben'],
  ['somebody where nobody was before', undefined, 'ben'],
  ['nobody', 'ann', undefined],
]) {
  test(`if ${who} is signed in now, nothing of what was left is published`, async () => {
    const { clock, server, indexedDB, load } = start({ user: before });
    server.roads.send = 'refused';
    const first = load();
    first.publish(1);
    await clock.advance(100);
    await first.leave();
    server.user = now;
    server.roads.send = 'open';
    const second = load();
    const own = second.publish(2);
    await clock.advance(1_000);
    assert.deepEqual(second.lost, [{ code: 'other-user', topic: 'news', type: 'said', data: 1 }]);
    assert.deepEqual(server.published, [2]);
    assert.equal(own.cursor, 'e1-1');
    assert.deepEqual(indexedDB.entries, []);
    await second.client.close();
  });
}

test('what was written before it was known by whom is not published by the next page', async () => {
  const { clock, server, load } = start({ user: 'ann' });
  server.roads.info = server.roads.send = 'refused';
  const first = load();
  first.publish(1);
  await clock.advance(100);
  await first.leave();
  server.roads.info = server.roads.send = 'open';
  const second = load();
  await clock.advance(1_000);
  assert.deepEqual(server.published, []);
  assert.deepEqual(
    second.lost.map(({ code }) => code),
    ['other-user'],
  );
  await second.client.close();
});

test('a page that was live knows also that nobody is signed in', async () => {
  const { clock, server, load } = start();
  const first = load();
  first.client.subscribe('news', () => {});
  await clock.advance(1_000);
  server.roads.send = 'refused';
  first.publish(1);
  await clock.advance(100);
  await first.leave();
  server.roads.send = 'open';
  const second = load();
  await clock.advance(1_000);
  assert.deepEqual(server.published, [1]);
  assert.deepEqual(second.lost, []);
  await second.client.close();
});

test('a page that goes before it knows who is signed in sends nothing of what was left', async () => {
  const { clock, server, indexedDB, load } = start({ user: 'ann' });
  server.roads.send = 'refused';
  const first = load();
  first.publish(1);
  await clock.advance(100);
  await first.leave();
  server.user = 'ben';
  server.roads.info = 'stuck';
  server.roads.send = 'open';
  const second = load();
  second.publish(2);
  await clock.advance(100);
  await second.leave();
  await clock.advance(100);
  assert.deepEqual(server.published, [2]);
  assert.equal(indexedDB.entries.length, 2, 'the next page decides');
  assert.deepEqual(second.lost, []);
});

test('what is refused, full or given up is not kept', async () => {
  const { clock, server, indexedDB, load } = start({ user: 'ann' });
  server.roads.send = 'refused';
  const { client, publish } = load({ outbox: { max: 2 } });
  const control = new AbortController();
  publish(1);
  const given = publish(2, { signal: control.signal });
  const full = publish(3);
  await clock.advance(100);
  assert.equal(full.code, 'full');
  control.abort();
  await clock.advance(100);
  assert.equal(indexedDB.entries.length, 1);
  assert.equal(given.cursor, undefined);
  server.roads.send = 'open';
  server.refuses = (topic, action) => action === 'publish' && { code: 'forbidden' };
  await clock.advance(20_000);
  assert.deepEqual(indexedDB.entries, []);
  const last = publish(4);
  await client.close();
  await clock.advance(1);
  assert.equal(last.code, 'closed');
  assert.deepEqual(indexedDB.entries, []);
  assert.equal(indexedDB.openCount, 0);
  assert.equal(clock.pending, 0);
});

test('each server has its own, and nothing is opened unless that is asked for', async () => {
  const { clock, server, indexedDB, load } = start({ user: 'ann' });
  server.roads.send = 'refused';
  const first = load({ url: 'http://localhost/one/' });
  first.publish(1);
  await clock.advance(100);
  await first.leave();
  server.roads.send = 'open';
  const second = load({ url: 'http://localhost/two/' });
  const third = load({ url: 'http://localhost/one/', outbox: { store: 'memory' } });
  await clock.advance(1_000);
  assert.deepEqual(server.published, []);
  assert.equal(indexedDB.openCount, 2);
  await second.client.close();
  await third.client.close();
});

test('where nothing can be kept, the page is told once, and publishes all the same', async (t) => {
  const { clock, server, indexedDB, load } = start();
  const errors = t.mock.method(console, 'error', () => {});
  indexedDB.fault = new DOMException('private', 'SecurityError');
  const { client, publish } = load();
  const published = publish(1);
  await clock.advance(1_000);
  assert.equal(published.cursor, 'e1-1');
  assert.equal(errors.mock.callCount(), 1);
  assert.deepEqual(server.published, [1]);
  await client.close();
});

test('what is new waits for what is left, also where the database is slow', async () => {
  const { clock, server, indexedDB, load } = start();
  server.roads.send = 'refused';
  const first = load();
  first.publish(1);
  await clock.advance(100);
  await first.leave();
  server.roads.send = 'open';
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (...given) => {
    const request = {};
    clock.setTimeout(() => {
      const opening = open(...given);
      opening.onsuccess = () => {
        request.result = opening.result;
        request.onsuccess();
      };
    }, 1_000);
    return request;
  };
  const second = load();
  second.publish(2);
  await clock.advance(900);
  assert.deepEqual(server.published, []);
  await clock.advance(1_000);
  assert.deepEqual(server.published, [1, 2]);
  await second.client.close();
});

test('a database that does not open holds nothing up', async () => {
  const { clock, server, indexedDB, load } = start();
  indexedDB.open = () => ({});
  const { client, publish } = load();
  const published = publish(1);
  await clock.advance(2_100);
  assert.equal(published.cursor, 'e1-1');
  assert.deepEqual(server.published, [1]);
  await client.close();
  assert.equal(clock.pending, 0);
});
