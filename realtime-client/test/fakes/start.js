import { connect } from '../../src/client.js';
import { ManualClock } from './clock.js';
import { ScriptedServer } from './server.js';

export const URL_OF_SERVER = 'http://localhost/app/realtime/';

/** A client, its server and its clock; `prepare` sets the server up first. */
export function start({ prepare = () => {}, ...options } = {}) {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock);
  prepare(server);
  const client = connect(URL_OF_SERVER, { ...options, env: { ...server.env, ...options.env } });
  const heard = [];
  const states = [];
  client.onStatus(({ state }) => states.at(-1) === state || states.push(state));
  const listen = (topic, more) => client.subscribe(topic, (event) => heard.push(event.data), more);
  const count = (request) => server.requests.filter((one) => one === request).length;
  return { clock, server, client, heard, states, listen, count };
}

/** What the page's surroundings have in a browser, for as long as a test runs. */
export function page(test) {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const storage = new Map();
  const globals = {
    addEventListener: window.addEventListener.bind(window),
    document,
    sessionStorage: {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => storage.set(key, value),
    },
  };
  for (const [name, value] of Object.entries(globals)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    test.after(() =>
      before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name],
    );
  }
  return {
    storage,
    tell: (type) => window.dispatchEvent(new Event(type)),
    show: (visibilityState) => {
      document.visibilityState = visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
    },
  };
}

/**
 * Says what `performance` tells of how the server is reached.
 *
 * @param {import('node:test').TestContext} test
 * @param {string} protocol
 * @param {string} [name] what came that way
 */
export function reachedBy(test, protocol, name = `${URL_OF_SERVER}info`) {
  performance.getEntries.mock?.restore(); // or the end of the test would bring that one back
  test.mock.method(performance, 'getEntries', () => [
    { name: 'first-paint', entryType: 'paint' },
    { name, nextHopProtocol: protocol },
    { name: 'http://localhost:81/fonts', nextHopProtocol: 'h3' },
    { name: `${URL_OF_SERVER}cached`, nextHopProtocol: '' },
  ]);
}
