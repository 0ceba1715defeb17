import { Feed } from '../../main/webapp/js/feed.js';
import { equal } from './assert.js';

/** Stands for the client: remembers how it is used, and says what it is told to say. */
class Clients {
  opened = [];
  connect = ({ transports }) => {
    const client = { transports, isClosed: false, subscriptions: [], reconnects: 0 };
    client.close = () => {
      client.isClosed = true;
      client.tell({ state: 'closed' });
    };
    client.onStatus = (listener) => (client.tell = listener);
    client.reconnect = () => client.reconnects++;
    client.subscribe = (topic, handler, { since, rewind, gap }) => {
      const subscription = { topic, since, rewind, gap, handler, state: 'pending' };
      subscription.close = () => (subscription.state = 'closed');
      client.subscriptions.push(subscription);
      return subscription;
    };
    this.opened.push(client);
    return client;
  };

  get last() {
    return this.opened.at(-1);
  }
}

function following(...topics) {
  const clients = new Clients();
  const seen = { events: [], gaps: [], states: [] };
  const feed = new Feed(clients.connect, {
    event: (event) => seen.events.push(event),
    gap: (gap) => seen.gaps.push(gap),
    status: ({ state }) => seen.states.push(state),
  });
  feed.use(undefined);
  topics.forEach((topic) => feed.follow(topic));
  return { feed, clients, seen };
}

function reach(subscription, cursor) {
  Object.assign(subscription, { state: 'live', cursor });
}

const starts = ({ subscriptions }) =>
  subscriptions.map(({ topic, since, rewind }) => [topic, since ?? rewind]);

export function aPageBeginsWithTheLastEvents() {
  const { clients } = following('orders/*', 'host');
  const expected = [
    ['orders/*', 60],
    ['host', 60],
  ];
  equal(starts(clients.last), expected);
}

export function anotherTransportGoesOnWhereTheOneBeforeHasStopped() {
  const { feed, clients } = following('orders/*', 'host');
  const [first] = clients.opened;
  reach(first.subscriptions[0], 'e-7');
  reach(first.subscriptions[1], 'e-9');
  feed.use(['poll']);
  equal([first.isClosed, clients.last.transports], [true, ['poll']]);
  const expected = [
    ['orders/*', 'e-7'],
    ['host', 'e-9'],
  ];
  equal(starts(clients.last), expected);
}

export function whatIsNotCaughtUpGoesOnWhereItBegan() {
  const { feed, clients } = following();
  feed.follow('orders/eu', 'e-3');
  Object.assign(clients.last.subscriptions[0], { state: 'catching-up', cursor: 'e-8' });
  feed.use(['sse']);
  equal(starts(clients.last), [['orders/eu', 'e-3']]);
}

export function whoeverLeavesATopicIsToldItsPlace() {
  const { feed, clients } = following('orders/*');
  reach(clients.last.subscriptions[0], 'e-7');
  equal(feed.leave('orders/*'), 'e-7');
  equal(clients.last.subscriptions[0].state, 'closed');
  feed.follow('orders/eu', 'e-7');
  equal(starts(clients.last).at(-1), ['orders/eu', 'e-7']);
}

export function onlyWhatComesBackCountsAsReconnect() {
  const { feed, clients } = following('host');
  const { tell } = clients.last;
  ['connecting', 'recovering', 'connecting', 'live', 'live'].forEach((state) => tell({ state }));
  equal(feed.reconnects, 0);
  ['connecting', 'recovering', 'connecting', 'live'].forEach((state) => tell({ state }));
  equal(feed.reconnects, 1);
  feed.use(['sse']);
  ['connecting', 'live'].forEach((state) => clients.last.tell({ state }));
  equal(feed.reconnects, 1);
}

export function aClientThatIsReplacedSaysNothingMore() {
  const { feed, seen } = following('host');
  feed.use(['sse']);
  equal(seen.states, []);
}

export function gapsAreCountedAndTold() {
  const { feed, clients, seen } = following('host');
  clients.last.subscriptions[0].gap({ topic: 'host', from: 'e-1', to: 'f-9' });
  equal([feed.gaps, seen.gaps.length], [1, 1]);
}

export function aCutIsLeftToTheClient() {
  const { feed, clients } = following('host');
  feed.reconnect();
  equal(clients.last.reconnects, 1);
}
