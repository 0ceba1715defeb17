import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './fakes/start.js';

/** As much of an element as the adapter uses. */
class FakeElement extends EventTarget {
  #attributes = new Map();

  getAttribute(name) {
    return this.#attributes.get(name) ?? null;
  }

  setAttribute(name, value) {
    this.#attributes.set(name, String(value));
    if (this.constructor.observedAttributes.includes(name)) {
      this.attributeChangedCallback();
    }
  }
}

test('an element fires an event for each event, and shows the state', async (t) => {
  const defined = new Map();
  globalThis.HTMLElement = FakeElement;
  globalThis.customElements = { define: (name, type) => defined.set(name, type) };
  t.after(() => {
    delete globalThis.HTMLElement;
    delete globalThis.customElements;
  });
  const { TidewireTopic } = await import('../src/element.js');
  assert.equal(defined.get('tidewire-topic'), TidewireTopic);
  const { clock, server, client } = start();
  TidewireTopic.client = client;
  server.publish('orders/eu', 0);
  const element = new TidewireTopic();
  const heard = [];
  element.addEventListener('tidewire', ({ detail, bubbles }) => heard.push([detail.data, bubbles]));
  element.setAttribute('topic', 'orders/eu');
  element.setAttribute('rewind', '5');
  element.connectedCallback();
  assert.equal(element.getAttribute('state'), 'idle');
  await clock.advance(1_000);
  assert.equal(element.getAttribute('state'), 'live');
  server.publish('orders/eu', 1);
  await clock.advance(10);
  assert.deepEqual(heard, [
    [0, true],
    [1, true],
  ]);
  element.setAttribute('topic', 'orders/us');
  await clock.advance(1_000);
  server.publish('orders/eu', 2);
  server.publish('orders/us', 3);
  await clock.advance(10);
  assert.deepEqual(heard.slice(2), [[3, true]]);
  element.disconnectedCallback();
  await clock.advance(2_000);
  assert.equal(client.status.state, 'idle');
  await client.close();
});
