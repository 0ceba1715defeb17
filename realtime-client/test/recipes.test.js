import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { start } from './fakes/start.js';

const PAGE = readFileSync(new URL('../../docs/client.md', import.meta.url), 'utf8');
const FOLDER = new URL('../target/recipes/', import.meta.url);
const skip = !existsSync(new URL('node_modules/vue', FOLDER)) && 'the frameworks are not there';

/** What the documentation shows for a framework, as a module; and the framework's own. */
async function recipe(name, framework) {
  const [, code] = [...PAGE.matchAll(/```js\n(.*?)```/gs)].find(([, text]) =>
    text.includes(`from '${framework}'`),
  );
  const file = new URL(`${name}.mjs`, FOLDER);
  const also = new URL(`${name}-framework.mjs`, FOLDER);
  writeFileSync(file, code);
  writeFileSync(also, `export * from '${framework}';`);
  return { ...(await import(file.href)), framework: await import(also.href) };
}

const ADD = { initial: 0, reduce: (sum, { data }) => sum + data, rewind: 1 };

/** A client whose topic has had an event, and what it asks for. */
async function opened(use) {
  const { clock, server, client } = start();
  server.publish('news', 1);
  const read = use(client);
  await clock.advance(1_000);
  server.publish('news', 2);
  await clock.advance(100);
  assert.equal(read(), 3);
  return {
    over: async () => {
      await clock.advance(1_500);
      assert.equal(server.lines.size, 0, 'nothing is subscribed any more');
      assert.equal(client.status.state, 'idle');
      await client.close();
    },
  };
}

test('Vue', { skip }, async () => {
  const { useTopic, framework } = await recipe('vue', 'vue');
  const scope = framework.effectScope();
  const { over } = await opened((client) => {
    const value = scope.run(() => useTopic(client, 'news', ADD));
    const doubled = framework.computed(() => value.value * 2);
    return () => doubled.value / 2;
  });
  scope.stop();
  await over();
});

test('an Angular signal', { skip }, async () => {
  const { topicSignal, framework } = await recipe('angular', '@angular/core');
  const ends = [];
  const scope = { onDestroy: (end) => ends.push(end) };
  const { over } = await opened((client) => {
    const value = topicSignal(client, 'news', ADD, scope);
    const doubled = framework.computed(() => value() * 2);
    return () => doubled() / 2;
  });
  ends.forEach((end) => end());
  await over();
});

test('an Observable', { skip }, async () => {
  const { eventsOf, framework } = await recipe('rxjs', 'rxjs');
  let sum = 0;
  let subscription;
  const { over } = await opened((client) => {
    const numbers = eventsOf(client, 'news', { rewind: 1 }).pipe(framework.map(({ data }) => data));
    subscription = numbers.subscribe((data) => (sum += data));
    return () => sum;
  });
  subscription.unsubscribe();
  await over();
});

test('a refusal is the error of an Observable', { skip }, async () => {
  const { eventsOf } = await recipe('rxjs', 'rxjs');
  const { clock, server, client } = start();
  server.refuses = () => ({ status: 403, code: 'forbidden' });
  const errors = [];
  eventsOf(client, 'news').subscribe({ error: ({ code }) => errors.push(code) });
  await clock.advance(1_000);
  assert.deepEqual(errors, ['forbidden']);
  await client.close();
});

test('a Svelte store', { skip }, async () => {
  const { topicStore } = await recipe('svelte', 'svelte/store');
  let seen;
  let stop;
  const { over } = await opened((client) => {
    stop = topicStore(client, 'news', ADD).subscribe((value) => (seen = value));
    return () => seen;
  });
  stop();
  await over();
});
