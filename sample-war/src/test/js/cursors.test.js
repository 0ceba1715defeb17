import { Cursors, epochOf } from '../../main/webapp/js/cursors.js';
import { equal } from './assert.js';

const ALL = ['orders/*', 'host'];

function at(cursor) {
  const cursors = new Cursors();
  cursors.advance(ALL, cursor);
  return cursors;
}

export function sequencesCompareAsNumbers() {
  const cursors = at('e-9');
  equal(cursors.isNew(ALL, 'host', 'e-10'), true);
  equal(cursors.isNew(ALL, 'host', 'e-9'), false);
  equal(at('e-10').isNew(ALL, 'host', 'e-9'), false);
}

export function aCursorNeverGoesBack() {
  const cursors = at('e-10');
  cursors.advance(ALL, 'e-9');
  equal([cursors.since('host'), cursors.highest], ['e-10', 'e-10']);
}

export function nothingSeenYetIsNull() {
  equal([new Cursors().since('host'), new Cursors().highest], [null, null]);
}

export function aNarrowerSubscriptionGoesOnWhereTheWiderStopped() {
  const cursors = at('e-10');
  equal(cursors.since('orders/eu'), 'e-10');
  cursors.advance(['orders/eu'], 'e-20');
  equal([cursors.since('orders/eu'), cursors.since('orders/*')], ['e-20', 'e-10']);
}

export function aGapMovesOneSubscriptionOnly() {
  const cursors = at('e-10');
  cursors.advance(['host'], 'e-50');
  equal(cursors.isNew(ALL, 'orders/eu', 'e-11'), true);
  equal(cursors.isNew(ALL, 'host', 'e-50'), false);
}

export function anEpochThatWasLeftDoesNotComeBack() {
  const cursors = at('old-90');
  cursors.advance(ALL, 'new-1');
  cursors.advance(ALL, 'old-91');
  equal([cursors.since('host'), cursors.highest], ['new-1', 'new-1']);
  equal(cursors.isNew(ALL, 'host', 'old-99'), false);
  equal(cursors.isNew(ALL, 'host', 'new-2'), true);
}

export function theHighestIsOfTheNewEpoch() {
  const cursors = at('old-90');
  cursors.advance(['host'], 'new-1');
  equal(cursors.highest, 'new-1');
}

export function anEpochMayContainADash() {
  equal(epochOf('a-b-12'), 'a-b');
}
