import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from '../src/doctor.js';
import { ManualClock } from './fakes/clock.js';
import { ScriptedServer } from './fakes/server.js';

async function diagnosis(prepare, options) {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock);
  prepare(server);
  const running = diagnose({
    url: 'http://localhost/app/realtime',
    topic: 'news',
    env: server.env,
    ...options,
  });
  let isOver = false;
  const over = () => (isOver = true);
  running.then(over, over);
  while (!isOver) {
    await clock.advance(1_000);
  }
  assert.equal(clock.pending, 0);
  assert.equal(server.lines.size, 0);
  return running;
}

const works = (found, transport) => found.transports[transport].map((attempt) => attempt.works);

test('where nothing is in the way, all works, and there is nothing to add', async () => {
  const found = await diagnosis(() => {});
  for (const transport of ['sse', 'websocket', 'poll']) {
    assert.deepEqual(works(found, transport), [true, true, true]);
  }
  for (const [transport, latency] of [
    ['sse', 0],
    ['websocket', 2],
    ['poll', 2],
  ]) {
    const [attempt] = found.transports[transport];
    assert.ok(attempt.latency >= latency && attempt.latency < 5, `${transport} ${attempt.latency}`);
  }
  assert.equal(found.transports.sse[0].firstByte, 1);
  assert.equal(found.heldBytes, undefined);
  assert.deepEqual(found.advice, []);
  assert.match(found.text, /^http:\/\/localhost\/app\/realtime\/, HTTP, round trip 1 ms\n/);
});

test('it tells what does not work, how, and what to do', async () => {
  const refused = await diagnosis((server) => (server.roads.websocket = 'refused'));
  assert.deepEqual(works(refused, 'websocket'), [false, false, false]);
  assert.match(refused.text, /websocket: the WebSocket was closed with 1006/);
  assert.match(refused.advice[0], /WebSockets do not get through/);
  assert.match(refused.advice[1], /nginx: .*proxy_set_header Upgrade/);
  assert.match(refused.advice[3], /Apache httpd: .*upgrade=websocket/);

  const held = await diagnosis((server) => (server.holdsPings = true), {});
  assert.deepEqual(works(held, 'sse'), [false, false, false]);
  assert.match(
    held.text,
    /sse: first byte after 1 ms, first message after \d+ ms, only what was pushed out came in 15 s/,
  );
  assert.match(held.advice[1], /nginx: .*proxy_buffering off/);
  assert.match(held.advice[2], /HAProxy: option http-no-delay/);

  const gathered = await diagnosis((server) => {
    server.gathers = 4_096;
    for (let i = 0; i < 40; i++) {
      server.publish('news', 'x'.repeat(100));
    }
  });
  assert.deepEqual(works(gathered, 'sse'), [false, false, false]);
  assert.ok(gathered.heldBytes >= 4_096 && gathered.heldBytes < 4_500);
  assert.match(gathered.text, /sse: held back until 4\d{3} bytes have gathered/);

  const stored = await diagnosis((server) => (server.roads.sse = 'mute'));
  assert.match(stored.text, /sse: first byte after 1 ms, nothing came in 15 s/);
  assert.match(stored.text, /sse: all that is kept pushes nothing out/);

  const refusedTopic = await diagnosis((server) => {
    server.refuses = () => server.requests.length > 2 && { status: 403, code: 'forbidden' };
  });
  assert.match(refusedTopic.text, /sse: first byte after 1 ms, forbidden it is/);
  assert.match(refusedTopic.text, /websocket: first message after \d+ ms, refused/);
});

test('it tells when idle connections are cut', async () => {
  const found = await diagnosis(
    (server) => {
      const { lines, clock } = server;
      const add = lines.add.bind(lines);
      lines.add = (line) => {
        clock.setTimeout(() => line.cut(), 10_000);
        return add(line);
      };
    },
    { idle: 30_000 },
  );
  assert.ok(found.transports.websocket[0].cutAfter >= 10_000);
  assert.match(found.text, /cut after 1\d{4} ms/);
  assert.ok(found.advice.some((line) => line.startsWith('Idle connections are cut')));
});

test('what it says for a ticket has no token', async () => {
  const found = await diagnosis(() => {}, { token: () => 'secret-token' });
  assert.ok(!found.text.includes('secret-token'));
  await assert.rejects(diagnose({ url: 'http://localhost', topic: 'a//b' }), TypeError);
});
