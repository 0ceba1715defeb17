import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Watch } from '../src/watch.js';
import { ManualClock } from './fakes/clock.js';

test('silence is noticed, and a sign of life puts it off without another timer', async () => {
  const clock = new ManualClock();
  let silences = 0;
  const watch = new Watch(clock, () => silences++);
  watch.expect(100);
  await clock.advance(90);
  watch.heard();
  assert.equal(clock.pending, 1);
  await clock.advance(90);
  assert.equal(silences, 0);
  await clock.advance(20);
  assert.equal(silences, 1);
  assert.equal(clock.pending, 0);
});

test('a timer that is late lets in for one turn what waits behind it', async () => {
  const clock = new ManualClock();
  let silences = 0;
  const watch = new Watch(clock, () => silences++);
  watch.expect(100);
  clock.setTimeout(() => watch.heard(), 150);
  await clock.sleep(5_000);
  assert.equal(silences, 0);
  watch.stop();
});
