import { Feed } from '../../main/webapp/js/feed.js';
import { equal } from './assert.js';
import { Timers } from './timers.js';

const TOPICS = ['orders/*', 'host'];

/** A feed over two transports of the test's own, with all that was asked and told. */
function fixture() {
  const timers = new Timers().install();
  const asked = [];
  const events = [];
  const transport = (name) => (topics, since, handlers) => {
    const connection = { name, topics, since, handlers, closed: false };
    asked.push(connection);
    return { close: () => (connection.closed = true) };
  };
  const feed = new Feed(
    { sse: transport('sse'), poll: transport('poll') },
    { event: ({ cursor }) => events.push(cursor), changed() {}, trace() {} },
  );
  feed.follow('sse', TOPICS);
  return { timers, asked, events, feed, last: () => asked.at(-1), ...server(asked) };
}

function server(asked) {
  const tell = (message, reached) => asked.at(-1).handlers.message(message, reached);
  return {
    open: () => asked.at(-1).handlers.opened(),
    tell,
    event: (topic, cursor) => tell({ type: 'event', topic, cursor, data: {} }, cursor),
  };
}

export function theFirstConnectionHasNoCursor() {
  const { feed, asked, open } = fixture();
  equal([asked.length, asked[0].since], [1, [null, null]]);
  equal(feed.state, 'connecting');
  open();
  equal([feed.state, feed.reconnects], ['open', 0]);
}

export function aSwitchGoesOnFromTheSameCursor() {
  const { feed, asked, open, event, last } = fixture();
  open();
  event('orders/eu', 'e-7');
  feed.follow('poll', TOPICS);
  equal([asked[0].closed, last().name, last().since], [true, 'poll', ['e-7', 'e-7']]);
  open();
  equal(feed.reconnects, 0, 'a switch is no reconnect');
}

export function aCutStaysDownForAMomentAndComesBackWithTheCursor() {
  const { feed, asked, timers, open, event, last } = fixture();
  open();
  event('host', 'e-3');
  feed.cut();
  equal([feed.state, asked[0].closed, asked.length], ['down', true, 1]);
  timers.pass(1499);
  equal(asked.length, 1);
  timers.pass(1);
  equal([asked.length, last().since], [2, ['e-3', 'e-3']]);
  open();
  equal([feed.state, feed.reconnects], ['open', 1]);
}

export function doublesAreDropped() {
  const { events, open, event } = fixture();
  open();
  ['e-1', 'e-2', 'e-1', 'e-2', 'e-3'].forEach((cursor) => event('host', cursor));
  equal(events, ['e-1', 'e-2', 'e-3']);
}

export function anEventWithoutCursorIsAlwaysTaken() {
  const { events, open, tell } = fixture();
  open();
  tell({ type: 'event', topic: 'host', data: {} });
  tell({ type: 'event', topic: 'host', data: {} });
  equal(events.length, 2);
}

export function aGapOfOneTopicHidesNoEventOfAnother() {
  const { feed, events, open, event, tell } = fixture();
  open();
  event('host', 'e-20');
  tell({ type: 'gap', topic: 'host', from: 'e-20', to: 'e-50' });
  event('orders/eu', 'e-21');
  event('host', 'e-51');
  equal([feed.gaps, events], [1, ['e-20', 'e-21', 'e-51']]);
}

export function aGapLeadsIntoAnotherEpoch() {
  const { events, feed, open, event, tell } = fixture();
  open();
  event('host', 'old-20');
  TOPICS.forEach((topic) => tell({ type: 'gap', topic, from: 'old-20', to: 'new-0' }, 'old-20'));
  event('host', 'new-1');
  equal([events, feed.cursor], [['old-20', 'new-1'], 'new-1']);
}

export function silenceIsTakenForABrokenLine() {
  const { feed, timers, open, tell, asked } = fixture();
  open();
  tell({ type: 'welcome', heartbeat: 5000 });
  timers.pass(14_000);
  tell({ type: 'ping' });
  timers.pass(14_999);
  equal(feed.state, 'open');
  timers.pass(1);
  equal([feed.state, asked[0].closed], ['down', true]);
  timers.pass(500);
  equal(asked.length, 2);
}

export function aLostConnectionIsTriedAgainMoreAndMoreSlowly() {
  const { asked, timers, last } = fixture();
  last().handlers.lost({ why: 'down' });
  timers.pass(500);
  equal(asked.length, 2);
  last().handlers.lost({ why: 'down' });
  timers.pass(499);
  equal(asked.length, 2, 'not before 500 ms');
  timers.pass(501);
  equal(asked.length, 3);
}

export function theServersOwnDelayIsHonoured() {
  const { asked, timers, last } = fixture();
  last().handlers.lost({ why: 'busy', after: 7000 });
  timers.pass(6999);
  equal(asked.length, 1);
  timers.pass(1);
  equal(asked.length, 2);
}

export function aFinalRefusalIsNotTriedAgain() {
  const { feed, asked, timers, last } = fixture();
  last().handlers.lost({ why: 'forbidden', final: true });
  timers.pass(3_600_000);
  equal([feed.state, feed.why, asked.length], ['ended', 'forbidden', 1]);
  feed.hurry();
  equal(asked.length, 2, 'but people may try');
}

export function aGoodbyeTellsWhenToComeBack() {
  const { feed, asked, timers, open, tell } = fixture();
  open();
  tell({ type: 'bye', reason: 'restart', reconnect: true, after: 900 });
  equal([feed.state, asked[0].closed], ['down', true]);
  timers.pass(899);
  equal(asked.length, 1);
  timers.pass(1);
  equal(asked.length, 2);
}

export function aGoodbyeForGoodEndsIt() {
  const { feed, asked, timers, open, tell } = fixture();
  open();
  tell({ type: 'bye', reason: 'policy', reconnect: false });
  timers.pass(3_600_000);
  equal([feed.state, asked.length], ['ended', 1]);
}

export function theStartOfASubscriptionIsKeptUntilItsFirstEvent() {
  const { feed, timers, open, tell, last } = fixture();
  open();
  TOPICS.forEach((topic) => tell({ type: 'subscribed', topic, cursor: 'e-12' }));
  feed.cut();
  timers.pass(1500);
  equal(last().since, ['e-12', 'e-12']);
}

export function aConfirmationDoesNotSkipWhatIsStillToBeReplayed() {
  const { events, open, event, tell } = fixture();
  open();
  event('host', 'e-5');
  TOPICS.forEach((topic) => tell({ type: 'subscribed', topic, cursor: 'e-90' }));
  event('host', 'e-6');
  equal(events, ['e-5', 'e-6']);
}

export function aHeartbeatOfACaughtUpStreamMovesTheCursor() {
  const { feed, open, tell } = fixture();
  open();
  tell({ type: 'ping' }, 'e-77');
  equal(feed.cursor, 'e-77');
}
