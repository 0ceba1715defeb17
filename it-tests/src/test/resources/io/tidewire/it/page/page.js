// Follows a topic from its start, and shows in its body's attributes what tests wait for:
// page.html?topic=open/a&transports=sse,poll; with &kept what it publishes is kept in the browser.
import { connect } from './realtime/client.js';

const asked = new URLSearchParams(location.search);
const topic = asked.get('topic');
const shown = document.body.dataset;

const client = connect({
  transports: asked.get('transports')?.split(','),
  outbox: { store: asked.has('kept') ? 'indexeddb' : 'memory' },
});
const numbers = [];

client.onStatus(({ state, transport = '', code = '' }) =>
  Object.assign(shown, { state, transport, code }),
);
client.subscribe(
  topic,
  ({ cursor, data }) => {
    // The life of the log that it belongs to, and its running number in that.
    numbers.push(`${cursor.slice(0, cursor.lastIndexOf('-'))}:${data.n}`);
    shown.last = data.n;
  },
  { since: 'start', gap: () => (shown.gaps = Number(shown.gaps) + 1) },
);
addEventListener('pageshow', ({ persisted }) => (shown.restored = persisted));

/** What tests ask the page. */
window.page = {
  numbers,
  order: async () => {
    const order = new URLSearchParams({ topic, kind: 'PLAIN', count: 1, fill: 0 });
    const { status } = await fetch('control/publish', { method: 'POST', body: order });
    return status;
  },
  publish: (data) => client.publish(topic, 'tick', data).then(({ cursor }) => cursor),
};
