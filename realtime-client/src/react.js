import {
  createContext,
  createElement,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';

/**
 * @typedef {import('../types.d.ts').Client} Client
 * @typedef {import('../types.d.ts').Status} Status
 * @typedef {import('../types.d.ts').TidewireEvent} TidewireEvent
 */

/** @type {Status} what a server renders */
const IDLE = Object.freeze({ state: 'idle', attempt: 0 });
const Context = createContext(/** @type {Client | undefined} */ (undefined));

/** @param {{ client: Client, children?: any }} properties */
export const TidewireProvider = ({ client, children }) =>
  createElement(Context.Provider, { value: client }, children);

/** @returns {Client} */
export function useClient() {
  const client = useContext(Context);
  if (!client) {
    throw new TypeError('there is no TidewireProvider around this component');
  }
  return client;
}

/** @returns {Status} */
export function useStatus() {
  const client = useClient();
  const subscribe = useMemo(() => client.onStatus.bind(client), [client]);
  return useSyncExternalStore(
    subscribe,
    () => client.status,
    () => IDLE,
  );
}

/**
 * Returns what a topic's events make of a value.
 *
 * @param {string} topic
 * @param {{ initial: any, reduce: (value: any, event: any) => any, since?: string, rewind?: number }} options
 */
export function useTopic(topic, { initial, reduce, since, rewind }) {
  const client = useClient();
  const latest = useRef(reduce);
  latest.current = reduce;
  const store = useMemo(() => {
    let value = initial;
    /** @type {string | undefined} */
    let place = since;
    /** @param {() => void} changed */
    const subscribe = (changed) => {
      const options = {
        since: place,
        rewind: place ? undefined : rewind,
        batch: /** @type {const} */ (true),
      };
      const subscription = client.subscribe(
        topic,
        (/** @type {TidewireEvent[]} */ events) => {
          value = events.reduce((before, event) => latest.current(before, event), value);
          changed();
        },
        options,
      );
      return () => {
        place = subscription.cursor ?? place; // React may come back to what it has left
        subscription.close();
      };
    };
    return { subscribe, value: () => value };
  }, [client, topic, since, rewind]);
  return useSyncExternalStore(store.subscribe, store.value, () => initial);
}

/**
 * Calls a function with each event.
 *
 * @param {string} topic
 * @param {(event: any) => void} handler
 * @param {{ since?: string, rewind?: number }} [options]
 */
export function useEvents(topic, handler, { since, rewind } = {}) {
  const client = useClient();
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => {
    const subscription = client.subscribe(topic, (event) => latest.current(event), {
      since,
      rewind,
    });
    return () => subscription.close();
  }, [client, topic, since, rewind]);
}
