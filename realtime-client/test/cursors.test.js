import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAbove, isSameEpoch } from '../src/cursor.js';
import { matcher } from '../src/topics.js';

test('cursors compare as numbers, within their epoch', () => {
  assert.equal(isAbove('e1-10', 'e1-9'), true);
  assert.equal(isAbove('e1-9', 'e1-9'), false);
  assert.equal(isAbove('e1-9', 'e1-10'), false);
  assert.equal(isAbove('e2-10', 'e1-9'), false);
  assert.equal(isAbove('e1-9007199254740991', 'e1-9007199254740990'), true);
  assert.equal(isSameEpoch('e1-1', 'e1-2'), true);
  assert.equal(isSameEpoch('e1-1', 'e10-1'), false);
});

test('patterns cover what the server covers by them', () => {
  for (const [pattern, covered, others] of [
    [
      'orders/*',
      ['orders/eu', 'orders/a.b~20@c:d-e'],
      ['orders', 'orders/eu/1', 'news/eu', 'xorders/eu'],
    ],
    ['orders/**', ['orders/eu', 'orders/eu/1'], ['orders', 'news/eu']],
    ['*/eu', ['orders/eu'], ['orders/us', '$user/eu']],
    ['**', ['orders', 'orders/eu/1'], ['$user/ann']],
    ['$user/*', ['$user/ann'], ['xuser/ann', 'user/ann']],
    ['a.b/*', ['a.b/c'], ['axb/c']],
  ]) {
    covered.forEach((topic) => assert.ok(matcher(pattern).test(topic), `${pattern} ${topic}`));
    others.forEach((topic) => assert.ok(!matcher(pattern).test(topic), `${pattern} ${topic}`));
  }
});
