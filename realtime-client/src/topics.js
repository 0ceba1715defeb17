import { check } from './options.js';

const TOPIC = /^\$?(([\w.~:@-]{1,255}|\*)\/){0,15}([\w.~:@-]{1,255}|\*\*?)$/;
const LONGEST = 1024;

/**
 * Refuses what is no topic or pattern.
 *
 * @param {unknown} topic
 * @param {boolean} [isPlain] whether a pattern is refused as well
 */
export function checkTopic(topic, isPlain = false) {
  const isRight = typeof topic === 'string' && topic.length <= LONGEST && TOPIC.test(topic);
  check(
    isRight && !(isPlain && topic.includes('*')),
    `"${topic}" is not a topic: 1 to 16 segments of A-Z a-z 0-9 . _ ~ : @ - with "/" between them; ` +
      'to subscribe, * stands for a segment and a last ** for one or more',
  );
}

/** @param {unknown} type of an event: one segment of a topic */
export function checkType(type) {
  checkTopic(type, true);
  check(!String(type).includes('/'), `"${type}" is not a type: it has one segment`);
}

/**
 * @param {string | string[]} given one topic or pattern, or several
 * @returns {string[]} each of them once
 */
export function checkTopics(given) {
  const topics = [...new Set([given].flat())];
  topics.forEach((topic) => checkTopic(topic));
  return topics;
}

/**
 * Returns what matches the topics that a topic or pattern covers. Wildcards in the first segment do
 * not match the system's own topics.
 *
 * @param {string} pattern
 */
export function matcher(pattern) {
  const text = pattern.replace(/[.$]/g, '\\$&').replace(/\*\*$/, '.+').replace(/\*/g, '[^/]+');
  return new RegExp(`^${pattern[0] === '*' ? '(?!\\$)' : ''}${text}$`);
}
