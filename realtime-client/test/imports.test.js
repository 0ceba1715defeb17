import assert from 'node:assert/strict';
import { test } from 'node:test';

test('the modules can be imported where there is no page', async () => {
  assert.equal(typeof (await import('../src/client.js')).connect, 'function');
  assert.equal(typeof (await import('../src/element.js')).TidewireTopic, 'function');
  assert.equal(globalThis.window, undefined);
});

test('without an address, the client talks to the folder that the server serves the module from', async () => {
  const { folder } = await import('../src/address.js');
  for (const module of ['client.js', 'client/1.0.0/client.js', 'client/1.0.0-SNAPSHOT/bundle.js']) {
    assert.equal(
      folder(`https://example.org/app/realtime/${module}`),
      'https://example.org/app/realtime/',
    );
  }
  assert.equal(
    folder('http://localhost/client/app/client/1/client.js'),
    'http://localhost/client/app/',
  );
  assert.throws(() => folder('file:///app/node_modules/@tidewire/client/src/client.js'), TypeError);
});
