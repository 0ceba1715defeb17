import { connect as poll } from '../../main/webapp/js/tidewire-poll.js';
import { connect as sse } from '../../main/webapp/js/tidewire-sse.js';
import { connect as websocket } from '../../main/webapp/js/tidewire-websocket.js';
import { equal } from './assert.js';

const TOPICS = ['orders/*', 'host'];
const NONE = [null, null];

globalThis.document = { baseURI: 'http://desk.test/app/' };

/** Handlers that write down what they are told. */
function recorder() {
  const told = [];
  const note = (name) => (...values) => told.push([name, ...values]);
  return {
    told,
    opened: note('opened'),
    message: note('message'),
    waiting: note('waiting'),
    lost: note('lost'),
  };
}

function fakeSource() {
  const opened = [];
  globalThis.EventSource = class {
    static CLOSED = 2;
    readyState = 0;

    constructor(url) {
      this.url = String(url);
      opened.push(this);
    }

    close() {
      this.readyState = 2;
    }
  };
  return opened;
}

function fakeSocket() {
  const opened = [];
  globalThis.WebSocket = class {
    sent = [];

    constructor(url) {
      this.url = String(url);
      opened.push(this);
    }

    send(text) {
      this.sent.push(JSON.parse(text));
    }

    close() {
      this.closed = true;
    }
  };
  return opened;
}

/** A fetch that gives these answers, one a call, and then none any more. */
function fakeFetch(...answers) {
  const asked = [];
  globalThis.fetch = (url) => {
    asked.push(String(url).replace(/client=[0-9a-f]{32}/, 'client=C'));
    const answer = answers.shift();
    return answer ? Promise.resolve(answer) : new Promise(() => {});
  };
  return asked;
}

const ok = (body) => ({ ok: true, status: 200, json: async () => body });

function refusal(status, detail, headers = {}) {
  const all = { 'Content-Type': 'application/problem+json', ...headers };
  return {
    ok: false,
    status,
    headers: { get: (name) => all[name] ?? null },
    json: async () => ({ title: 'Refused', detail }),
  };
}

/** Lets all promises go on that can. */
async function settle() {
  for (let i = 0; i < 50; i++) {
    await null;
  }
}

export function sseAsksForEnvelopes() {
  const opened = fakeSource();
  sse(TOPICS, NONE, recorder());
  sse(TOPICS, ['e-1', 'e-1'], recorder());
  sse(TOPICS, ['e-1', 'e-9'], recorder());
  const base = 'http://desk.test/app/realtime/sse?topic=orders%2F*&topic=host';
  equal(
    opened.map(({ url }) => url),
    [
      `${base}&rewind=60&format=envelope`,
      `${base}&since=e-1&format=envelope`,
      `${base}&since=e-1&since=e-9&format=envelope`,
    ],
  );
}

export function sseGivesTheIdWithTheMessage() {
  const opened = fakeSource();
  const handlers = recorder();
  sse(TOPICS, NONE, handlers);
  opened[0].onopen();
  opened[0].onmessage({ data: '{"type":"welcome"}', lastEventId: '' });
  opened[0].onmessage({ data: '{"type":"ping"}', lastEventId: 'e-4' });
  equal(handlers.told, [
    ['opened'],
    ['message', { type: 'welcome' }, undefined],
    ['message', { type: 'ping' }, 'e-4'],
  ]);
}

export function sseLeavesTheReturnToTheBrowser() {
  const opened = fakeSource();
  const handlers = recorder();
  sse(TOPICS, NONE, handlers);
  opened[0].onerror();
  equal(handlers.told.map(([name]) => name), ['waiting']);
}

export async function sseLearnsWhyTheBrowserGaveUp() {
  const opened = fakeSource();
  const handlers = recorder();
  sse(TOPICS, NONE, handlers);
  fakeFetch(refusal(403, 'no rule allows it'));
  opened[0].readyState = 2;
  opened[0].onerror();
  await settle();
  equal(handlers.told, [['lost', { why: 'no rule allows it', final: true }]]);
}

export async function sseHonoursRetryAfter() {
  const opened = fakeSource();
  const handlers = recorder();
  sse(TOPICS, NONE, handlers);
  fakeFetch(refusal(503, 'full', { 'Retry-After': '4' }));
  opened[0].readyState = 2;
  opened[0].onerror();
  await settle();
  equal(handlers.told, [['lost', { why: 'full', after: 4000, final: false }]]);
}

export function websocketSubscribesOnce() {
  const opened = fakeSocket();
  websocket(TOPICS, ['e-1', 'e-1'], recorder());
  opened[0].onopen();
  equal(opened[0].url, 'ws://desk.test/app/realtime/ws');
  equal(opened[0].sent, [{ type: 'subscribe', id: 'all', topics: TOPICS, since: 'e-1' }]);
}

export function websocketTakesBatchesAndAnswersPings() {
  const opened = fakeSocket();
  const handlers = recorder();
  websocket(TOPICS, NONE, handlers);
  const batch = [
    { type: 'subscribed', id: 'all', cursor: 'e-0' },
    { type: 'event', cursor: 'e-1' },
    { type: 'ping', cursor: 'e-2' },
  ];
  opened[0].onmessage({ data: JSON.stringify(batch) });
  equal(handlers.told, [
    ['message', batch[0], undefined],
    ['message', batch[1], 'e-1'],
    ['message', batch[2], 'e-2'],
  ]);
  equal(opened[0].sent, [{ type: 'pong' }]);
}

export function whatComesBeforeTheSubscriptionDoesNotCount() {
  const opened = fakeSocket();
  const handlers = recorder();
  websocket(TOPICS, NONE, handlers);
  const early = [
    { type: 'welcome' },
    { type: 'subscribed', topic: '$user/ann', cursor: 'e-5' },
    { type: 'event', topic: '$user/ann', cursor: 'e-6' },
    { type: 'ping', cursor: 'e-6' },
  ];
  const begin = { type: 'subscribed', id: 'all', topic: '$user/ann', cursor: 'e-2' };
  const event = { type: 'event', topic: '$user/ann', cursor: 'e-6' };
  [early, begin, event].forEach((message) =>
    opened[0].onmessage({ data: JSON.stringify(message) }),
  );
  equal(handlers.told, [
    ['message', early[0], undefined],
    ['message', early[3], undefined],
    ['message', begin, undefined],
    ['message', event, 'e-6'],
  ]);
}

export function theCloseCodeTellsWhetherToComeBack() {
  const table = [
    [1000, false],
    [1001, false],
    [1006, false],
    [1008, true],
    [1009, true],
    [1011, false],
    [1012, false],
    [1013, false],
    [4001, true],
  ];
  table.forEach(([code, final]) => {
    const opened = fakeSocket();
    const handlers = recorder();
    websocket(TOPICS, NONE, handlers);
    opened[0].onclose({ code, reason: '' });
    equal(handlers.told[0][1].final, final, `final after ${code}`);
  });
}

export function aClosedSocketSaysNothingMore() {
  const opened = fakeSocket();
  const handlers = recorder();
  websocket(TOPICS, NONE, handlers).close();
  equal([opened[0].closed, opened[0].onmessage, opened[0].onclose], [true, null, null]);
}

export async function eachPollGivesTheCursorOfTheLast() {
  const event = { type: 'event', topic: 'host', cursor: 'e-8' };
  const asked = fakeFetch(
    ok({ cursor: 'e-7', events: [] }),
    ok({ cursor: 'e-8', events: [event], gaps: [{ topic: 'host', from: 'e-1', to: 'e-7' }] }),
  );
  const handlers = recorder();
  poll(TOPICS, NONE, handlers);
  await settle();
  const base = 'http://desk.test/app/realtime/poll?topic=orders%2F*&topic=host';
  equal(asked, [
    `${base}&rewind=60&wait=1&client=C`,
    `${base}&since=e-7&wait=25&client=C`,
    `${base}&since=e-8&wait=25&client=C`,
  ]);
  equal(handlers.told, [
    ['opened'],
    ['message', { type: 'polled', events: 0 }, 'e-7'],
    ['message', { topic: 'host', from: 'e-1', to: 'e-7', type: 'gap' }],
    ['message', event, 'e-8'],
    ['message', { type: 'polled', events: 1 }, 'e-8'],
  ]);
}

export async function aRefusedPollEnds() {
  const asked = fakeFetch(refusal(401, 'who are you'));
  const handlers = recorder();
  poll(TOPICS, NONE, handlers);
  await settle();
  equal(asked.length, 1);
  equal(handlers.told, [['lost', { why: 'who are you', final: true }]]);
}

export async function aClosedPollSaysNothingMore() {
  fakeFetch(ok({ cursor: 'e-7', events: [] }));
  const handlers = recorder();
  poll(TOPICS, NONE, handlers).close();
  await settle();
  equal(handlers.told, []);
}
