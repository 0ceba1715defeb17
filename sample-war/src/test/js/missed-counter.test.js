import { MissedCounter } from '../../main/webapp/js/missed-counter.js';
import { equal, throws } from './assert.js';

function fed(numbers, options) {
  const counter = new MissedCounter(options);
  numbers.forEach((number) => counter.seen('orders/eu', number));
  return counter;
}

export function anUnbrokenRowMissesNothing() {
  equal(fed([1, 2, 3, 4]).total, 0);
}

export function aDroppedEventMakesItRise() {
  const counter = fed([1, 2]);
  equal(counter.seen('orders/eu', 4), 1);
  equal(counter.total, 1);
  equal(counter.missedOf('orders/eu'), 1);
}

export function severalInARowAllCount() {
  equal(fed([1, 5, 6, 9]).total, 5);
}

export function aReplayedDoubleChangesNothing() {
  const counter = fed([1, 2, 3, 2, 3, 4]);
  equal(counter.total, 0);
  equal(counter.seen('orders/eu', 4), 0);
  equal(counter.seen('orders/eu', 6), 1);
}

export function aReplayDoesNotHideAnEarlierLoss() {
  equal(fed([1, 2, 5, 1, 2, 5]).total, 2);
}

export function theFirstEventIsTheBaseline() {
  equal(fed([17, 18]).total, 0);
}

export function fromTheStartTheBaselineIsZero() {
  equal(fed([3, 4], { fromStart: true }).total, 2);
  equal(fed([1, 2], { fromStart: true }).total, 0);
}

export function topicsAreCountedApart() {
  const counter = fed([1, 2]);
  counter.seen('host', 40);
  counter.seen('host', 43);
  counter.seen('orders/eu', 3);
  equal([counter.missedOf('host'), counter.missedOf('orders/eu'), counter.total], [2, 0, 2]);
  equal(counter.missedOf('unknown'), 0);
}

export function whatAGapSkippedCountsAsMissed() {
  // A gap notice is not even told to the counter: the numbers say the same.
  equal(fed([1, 2, 90]).total, 87);
}

export function anotherEpochBeginsAtOneAgain() {
  const counter = new MissedCounter();
  counter.seen('host', 500, 'a');
  equal(counter.seen('host', 1, 'b'), 0);
  equal(counter.seen('host', 2, 'b'), 0);
  equal(counter.total, 0);
}

export function theBeginningOfAnotherEpochCanBeMissedToo() {
  const counter = new MissedCounter();
  counter.seen('host', 500, 'a');
  counter.seen('host', 502, 'a');
  equal(counter.seen('host', 4, 'b'), 3);
  equal(counter.total, 4, 'the count survives the epoch');
}

export function whatIsNoRunningNumberIsRefused() {
  const counter = new MissedCounter();
  [0, -1, 1.5, NaN, '2', undefined, null].forEach((number) =>
    throws(RangeError, () => counter.seen('host', number)),
  );
  equal(counter.total, 0);
}
