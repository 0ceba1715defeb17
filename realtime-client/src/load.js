/** What a page does not need at first. The names are spelled out, so that bundlers find the files. */
const PARTS = {
  beside: () => import('./beside.js'),
  courtesy: () => import('./courtesy.js'),
  events: () => import('./events.js'),
  kept: () => import('./kept.js'),
  lines: () => import('./lines.js'),
  outbox: () => import('./outbox.js'),
  share: () => import('./share.js'),
  sse: () => import('./sse.js'),
  websocket: () => import('./websocket.js'),
};

/** @typedef {typeof PARTS} Parts */

/**
 * What is needed when the network or the server is away, or another version of it is there.
 *
 * @type {(keyof Parts)[]}
 */
const READY = ['beside', 'outbox', 'sse', 'websocket'];

let attempts = 0;

/**
 * Loads a part of the client. Many browsers remember for good that a module could not be loaded, so
 * it is asked for by another name then.
 *
 * @template {keyof Parts} Name
 * @param {Name} name
 * @returns {ReturnType<Parts[Name]>} the module
 */
export const load = (name) =>
  /** @type {any} */ (PARTS[name]()).catch(
    () =>
      import(
        /* webpackIgnore: true */ /* @vite-ignore */
        `${import.meta.url.replace(/[^/]*$/, '')}${name}.js?${++attempts}`
      ),
  );

/**
 * Loads parts before they are needed: without names all that has to be there when there is no connection.
 *
 * @param {(keyof Parts)[]} [names]
 */
export const loadAll = (names = READY) => names.forEach((name) => load(name).catch(() => {}));
