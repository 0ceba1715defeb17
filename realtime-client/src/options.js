const OPTIONS = ['token', 'transports', 'duplex', 'share', 'outbox', 'whenHidden', 'signal', 'env'];
const TRANSPORTS = ['sse', 'websocket', 'poll'];
const CURSOR = /^(now|start|[A-Za-z0-9]{1,32}-\d{1,16})$/;
const MOST_REWIND = 100_000;

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
 * Refuses options that are not there, or not of the right kind.
 *
 * @param {import('../types.d.ts').Options} options
 */
export function checkOptions(options) {
  for (const name of Object.keys(options)) {
    check(OPTIONS.includes(name), `there is no option "${name}"; there are ${OPTIONS.join(', ')}`);
  }
  const { token, transports, share = 'auto', whenHidden = 'keep' } = options;
  check(
    token === undefined || typeof token === 'function',
    'the option "token" must be a function that returns one',
  );
  check(
    transports === undefined ||
      (transports.length > 0 && transports.every((one) => TRANSPORTS.includes(one))),
    `the option "transports" must be a list of ${TRANSPORTS.join(', ')}`,
  );
  check(
    share === 'auto' || typeof share === 'boolean',
    'the option "share" must be "auto", true or false',
  );
  check(
    whenHidden === 'keep' || whenHidden >= 0,
    'the option "whenHidden" must be "keep" or a number of milliseconds',
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
