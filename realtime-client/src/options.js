const CURSOR = /^(now|start|[A-Za-z0-9]{1,32}-\d{1,16})$/;
const MOST_REWIND = 100_000;
/** For how long the server remembers what it has stored. */
const REMEMBERED_MS = 300_000;

/**
 * What each may be: of a type, or one of some values; `transports` is a list of these.
 *
 * @type {Record<string, [type: string, ...values: string[]]>}
 */
const OPTIONS = {
  token: ['function'],
  transports: ['', 'sse', 'websocket', 'poll'],
  duplex: ['boolean'],
  share: ['boolean', 'auto'],
  outbox: ['object'],
  'outbox.max': ['number'],
  'outbox.bytes': ['number'],
  'outbox.ttl': ['number'],
  'outbox.store': ['', 'memory', 'indexeddb'],
  'outbox.lost': ['function'],
  whenHidden: ['number', 'keep'],
  signal: ['object'],
  env: ['object'],
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
 * @param {string} [prefix]
 */
function checkAll(given, prefix = '') {
  for (const [key, value] of Object.entries(given)) {
    const name = prefix + key;
    const all = Object.keys(OPTIONS).join(', ');
    check(name in OPTIONS, `there is no option "${name}"; there are ${all}`);
    const [type, ...values] = OPTIONS[name];
    const isAllowed = (/** @type {any} */ one) =>
      values.includes(one) || (typeof one === type && (type !== 'number' || one >= 0));
    check(
      value === undefined ||
        (name === 'transports' ? value.length && value.every?.(isAllowed) : isAllowed(value)),
      `the option "${name}" must be ${[type, ...values].filter(Boolean).join(' or ')}`,
    );
  }
}

/**
 * Refuses options that are not there, or not of the right kind.
 *
 * @param {import('../types.d.ts').Options} options
 */
export function checkOptions(options) {
  checkAll(options);
  const { outbox = {} } = options;
  checkAll(outbox, 'outbox.');
  check(
    !(Number(outbox.ttl) >= REMEMBERED_MS),
    `the option "outbox.ttl" must be less than ${REMEMBERED_MS}`,
  );
}

/** @param {import('../types.d.ts').SubscribeOptions} options */
export function checkStart({ since = 'now', rewind = 0 }) {
  check(CURSOR.test(since), `since "${since}" is not a cursor, "now" or "start"`);
  check(
    Number.isInteger(rewind) && rewind >= 0 && rewind <= MOST_REWIND,
    `rewind ${rewind} is not a number from 0 to ${MOST_REWIND}`,
  );
}
