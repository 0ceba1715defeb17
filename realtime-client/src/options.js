const CURSOR = /^(now|start|[A-Za-z0-9]{1,32}-\d{1,16})$/;
const MOST_REWIND = 100_000;
/** For how long the server remembers what it has stored. */
const REMEMBERED_MS = 300_000;

/** The options of each call, and of which type each has to be, or which value it may have. */
const OPTIONS = {
  connect:
    'token:function transports:sse|websocket|poll duplex:boolean share:auto|boolean outbox:object ' +
    'whenHidden:keep|number signal:object env:object',
  outbox: 'max:number bytes:number ttl:number store:memory|indexeddb lost:function',
  subscribe: 'since:string rewind:number gap:function refused:function batch:boolean signal:object',
  events: 'since:string rewind:number signal:object max:number',
  publish: 'key:string headers:object idempotencyKey:string signal:object',
  send: 'timeout:number signal:object',
};

/**
 * @param {unknown} isRight
 * @param {string} message what is wrong, and what is allowed
 */
export function check(isRight, message) {
  if (!isRight) {
    throw new TypeError(message);
  }
}

/**
 * Refuses options that are not there, or not of the right kind.
 *
 * @param {keyof typeof OPTIONS} call
 * @param {object} given
 */
export function checkAll(call, given) {
  const options = OPTIONS[call].split(' ').map((option) => option.split(':'));
  for (const [name, value] of Object.entries(given)) {
    const [, allowed] = options.find(([known]) => known === name) ?? [];
    check(allowed, `"${name}" is no option of ${call}: ${options.map(([known]) => known)}`);
    const kinds = String(allowed).split('|');
    const isRight = (/** @type {any} */ one) =>
      kinds.includes(one) || (kinds.includes(typeof one) && !(one < 0 || Number.isNaN(one)));
    check(
      value === undefined ||
        (name === 'transports' ? value.length && value.every?.(isRight) : isRight(value)),
      `the option "${name}" must be ${allowed}`,
    );
  }
}

/** @param {import('../types.d.ts').Options} options */
export function checkOptions(options) {
  const { outbox = {} } = options;
  checkAll('connect', options);
  checkAll('outbox', outbox);
  check(
    !(Number(outbox.ttl) >= REMEMBERED_MS),
    `the option "ttl" must be less than ${REMEMBERED_MS}`,
  );
}

/**
 * @param {'subscribe' | 'events'} call
 * @param {import('../types.d.ts').SubscribeOptions} options
 */
export function checkStart(call, options) {
  checkAll(call, options);
  const { since = 'now', rewind = 0 } = options;
  check(CURSOR.test(since), `since "${since}" is not a cursor, "now" or "start"`);
  check(
    Number.isInteger(rewind) && rewind <= MOST_REWIND,
    `rewind ${rewind} is not a whole number up to ${MOST_REWIND}`,
  );
}
