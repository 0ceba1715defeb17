import assert from 'node:assert/strict';
import { cpSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { settled } from './fakes/clock.js';
import { start } from './fakes/start.js';

const TARGET = new URL('../target/', import.meta.url);

globalThis.IS_REACT_ACT_ENVIRONMENT = true;

for (const version of [18, 19]) {
  const folder = new URL(`react-${version}/`, TARGET);
  const skip = existsSync(new URL('node_modules/react', folder)) ? false : 'React is not there';

  test(
    `React ${version}, in Strict Mode: one connection, and nothing after unmounting`,
    { skip },
    async (t) => {
      // Beside the React that it is to be used with.
      cpSync(new URL('../src', import.meta.url), new URL('client', folder), { recursive: true });
      const require = createRequire(new URL('client/', folder));
      const React = require('react');
      const { create, act } = require('react-test-renderer');
      const { TidewireProvider, useTopic, useEvents, useStatus } = await import(
        new URL('client/react.js', folder)
      );
      t.mock.method(console, 'error', () => {}); // the renderer says that it is deprecated

      const { clock, server, client, count } = start({ transports: ['sse'] });
      server.publish('orders/eu', 1);
      server.publish('orders/eu', 2);
      const heard = [];
      const reduce = (all, { data }) => [...all, data];
      const initial = [];
      function Orders({ region }) {
        const orders = useTopic(`orders/${region}`, { initial, reduce, rewind: 5 });
        useEvents('news', ({ data }) => heard.push(data));
        return `${useStatus().state}: ${orders.join(' ')}`;
      }
      const page = (region) =>
        React.createElement(
          React.StrictMode,
          null,
          React.createElement(
            TidewireProvider,
            { client },
            React.createElement(Orders, { region }),
          ),
        );
      const pass = (millis) =>
        act(async () => {
          await clock.advance(millis);
          await settled();
        });

      let root;
      await act(async () => {
        root = create(page('eu'));
      });
      assert.equal(root.toJSON(), 'idle: ');
      await pass(1_000);
      assert.equal(root.toJSON(), 'live: 1 2');
      assert.equal(count('GET sse'), 1);
      server.publish('orders/eu', 3);
      server.publish('news', 'n');
      await pass(10);
      assert.equal(root.toJSON(), 'live: 1 2 3');
      assert.deepEqual(heard, ['n']);
      await act(async () => root.update(page('us')));
      assert.equal(root.toJSON(), 'live: ');
      server.publish('orders/us', 4);
      await pass(1_000);
      assert.equal(root.toJSON(), 'live: 4');
      await act(async () => root.unmount());
      await pass(2_000);
      assert.equal(client.status.state, 'idle');
      assert.equal(server.lines.size, 0);
      assert.equal(clock.pending, 0);
      await client.close();
    },
  );
}
