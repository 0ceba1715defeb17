import { backoff } from '../../main/webapp/js/backoff.js';
import { resumption } from '../../main/webapp/js/endpoint.js';
import { span } from '../../main/webapp/js/host-view.js';
import { corners } from '../../main/webapp/js/sparkline.js';
import { covers, segment } from '../../main/webapp/js/topics.js';
import { equal } from './assert.js';

export function patternsCoverTopics() {
  const table = [
    ['host', 'host', true],
    ['host', 'hosts', false],
    ['orders/*', 'orders/eu', true],
    ['orders/*', 'orders', false],
    ['orders/*', 'orders/eu/west', false],
    ['orders/**', 'orders/eu/west', true],
    ['orders/**', 'orders', false],
    ['*', '$user', false],
    ['**', '$user/ann', false],
    ['$user/*', '$user/ann', true],
  ];
  table.forEach(([pattern, topic, expected]) =>
    equal(covers(pattern, topic), expected, `${pattern} over ${topic}`),
  );
}

export function namesBecomeSegments() {
  const table = [
    ['ann', 'ann'],
    ['a.b_c:d@e-f', 'a.b_c:d@e-f'],
    ['a/b', 'a~2Fb'],
    ['~', '~7E'],
    ["(it's *all!)", '~28it~27s~20~2Aall~21~29'],
    ['Ü', '~C3~9C'],
  ];
  table.forEach(([name, expected]) => equal(segment(name), expected, name));
}

export function backoffDoublesUpToHalfAMinute() {
  const longest = [0, 1, 2, 5, 6, 50].map((failures) => backoff(failures, () => 1));
  equal(longest, [500, 1000, 2000, 16000, 30000, 30000]);
}

export function backoffCutsOffAtMostHalf() {
  equal([0, 0.5].map((random) => backoff(2, () => random)), [1000, 1500]);
}

export function aPageWithoutCursorRewinds() {
  equal(resumption([null, null]), { rewind: 60 });
}

export function oneCursorForAllIsGivenOnce() {
  equal(resumption(['e-1', 'e-1']), { since: 'e-1' });
}

export function differentCursorsAreGivenInTheOrderOfTheTopics() {
  equal(resumption(['e-1', 'e-7', null]), { since: ['e-1', 'e-7', 'start'] });
}

export function spansShowTwoUnits() {
  equal([0, 59, 60, 3599, 3600, 90_061].map(span), [
    '0 s',
    '59 s',
    '1 min 0 s',
    '59 min 59 s',
    '1 h 0 min',
    '1 d 1 h',
  ]);
}

export function theNewestValueIsAtTheRightEdge() {
  equal(corners([0, 10], 10, 3), [
    [60, 35],
    [120, 2],
  ]);
}

export function aLineOfZeroesLiesOnTheGround() {
  equal(corners([0, 0], 0, 2), [
    [0, 35],
    [120, 35],
  ]);
}
