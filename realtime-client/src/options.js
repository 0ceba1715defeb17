const TRANSPORTS = ['sse', 'websocket', 'poll'];
const CURSOR = /^(now|start|[A-Za-z0-9]{1,32}-\d{1,16})$/;
const MOST_REWIND = 100_000;
/** Below the time for which the server remembers what it has stored. */
const LONGEST_TTL_MS = 299_999;

/** @typedef {Record<string, [isRight: (value: any) => boolean, allowed: string]>} Rules */

/** @param {unknown} value */
const isFunction = (value) => typeof value === 'function';

/** @param {unknown} value */
const isFlag = (value) => typeof value === 'boolean';

/**
 * {@return the rule for a whole number}
 *
 * @param {number} most
 * @returns {Rules['']}
 */
const count = (most) => [
  (value) => Number.isInteger(value) && value > 0 && value <= most,
  `a whole number from 1 to ${most}`,
];

/** @type {Rules} */
const OUTBOX = {
  max: count(100_000),
  bytes: count(1024 ** 3),
  ttl: count(LONGEST_TTL_MS),
  store: [(value) => ['memory', 'indexeddb'].includes(value), '"memory" or "indexeddb"'],
  lost: [isFunction, 'a function'],
};

/** @type {Rules} */
const OPTIONS = {
  token: [isFunction, 'a function'],
  transports: [
    (value) =>
      value.length > 0 && value.every?.((/** @type {any} */ one) => TRANSPORTS.includes(one)),
    `a list of ${TRANSPORTS.join(', ')}`,
  ],
  duplex: [isFlag, 'true or false'],
  share: [(value) => value === 'auto' || isFlag(value), '"auto", true or false'],
  outbox: [(value) => checkAll(value, OUTBOX, 'outbox.'), 'an object'],
  whenHidden: [(value) => value === 'keep' || value >= 0, '"keep" or a number of milliseconds'],
  signal: [(value) => value instanceof AbortSignal, 'an AbortSignal'],
  env: [(value) => typeof value === 'object', 'an object'],
};

/**
 * @param {boolean} isRight
 * @param {string} message what is wrong, and what is allowed
 */
function check(isRight, message) {
  if (!isRight) {
    throw new TypeError(message);
  }
}

/**
 * @param {object} given
 * @param {Rules} rules
 * @param {string} [prefix]
 */
function checkAll(given, rules, prefix = '') {
  for (const [name, value] of Object.entries(given)) {
    const names = Object.keys(rules).join(', ');
    check(name in rules, `there is no option "${prefix}${name}"; there are ${names}`);
    const [isRight, allowed] = rules[name];
    check(
      value === undefined || isRight(value),
      `the option "${prefix}${name}" must be ${allowed}`,
    );
  }
  return typeof given === 'object';
}

/**
 * Refuses options that are not there, or not of the right kind.
 *
 * @param {import('../types.d.ts').Options} options
 */
export function checkOptions(options) {
  checkAll(options, OPTIONS);
}

/** @param {import('../types.d.ts').SubscribeOptions} options */
export function checkStart({ since = 'now', rewind = 0 }) {
  check(CURSOR.test(since), `since "${since}" is not a cursor, "now" or "start"`);
  check(
    Number.isInteger(rewind) && rewind >= 0 && rewind <= MOST_REWIND,
    `rewind ${rewind} is not a number from 0 to ${MOST_REWIND}`,
  );
}
