import { span } from '../../main/webapp/js/host-view.js';
import { corners } from '../../main/webapp/js/sparkline.js';
import { explain } from '../../main/webapp/js/status-view.js';
import { epochOf, segment } from '../../main/webapp/js/topics.js';
import { equal } from './assert.js';

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

export function aCursorTellsItsEpoch() {
  equal(epochOf('4f2a-17'), '4f2a');
}

export function eachStateIsExplained() {
  const table = [
    [{ state: 'idle' }, ''],
    [{ state: 'connecting' }, ''],
    [{ state: 'live', transport: 'sse' }, 'Connected over an event stream.'],
    [
      { state: 'recovering', reason: 'the line was silent', retryAt: 2_600 },
      'The line was silent. Next attempt in 2 s.',
    ],
    [{ state: 'offline', reason: 'failed', retryAt: 900 }, 'The browser has no network. Next attempt in 0 s.'],
    [
      { state: 'closed', code: 'unauthorized', reason: 'the session has ended' },
      'The session has ended. (unauthorized)',
    ],
  ];
  table.forEach(([status, expected]) => equal(explain(status, 1_000), expected, status.state));
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
