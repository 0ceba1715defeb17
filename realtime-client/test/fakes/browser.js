import { ScriptedServer } from './server.js';

/** What the tabs of one browser have in common: locks and channels. */
export class Browser {
  /** The requests for each lock; the first one holds it. */
  locks = new Map();
  channels = new Set();
  /** How long a message between tabs takes, in milliseconds. */
  latency = () => 0;
  #tabs = new Set();

  constructor(server, clock) {
    this.server = server;
    this.clock = clock;
  }

  open() {
    const tab = new Tab(this);
    this.#tabs.add(tab);
    return tab;
  }

  /** The names of all locks that are held or waited for. */
  get lockNames() {
    return [...this.locks.keys()];
  }

  holder(name) {
    return this.locks.get(name)?.[0].tab;
  }

  request(entry) {
    const { name, signal, steal, ifAvailable, tab } = entry;
    if (tab.isGone) {
      return;
    }
    if (ifAvailable && this.locks.has(name)) {
      queueMicrotask(() => tab.run(() => entry.resolve(entry.run(null))));
      return;
    }
    const queue = this.locks.get(name) ?? [];
    this.locks.set(name, queue);
    if (steal) {
      const robbed = queue.shift();
      robbed?.tab.run(() => robbed.reject(new DOMException('stolen', 'AbortError')));
      queue.unshift(entry);
      this.#grant(entry);
      return;
    }
    queue.push(entry);
    entry.abort = () => {
      this.release(entry);
      entry.reject(signal.reason);
    };
    signal?.addEventListener('abort', entry.abort);
    if (queue[0] === entry) {
      this.#grant(entry);
    }
  }

  #grant(entry) {
    entry.signal?.removeEventListener('abort', entry.abort);
    queueMicrotask(() =>
      entry.tab.run(async () => {
        try {
          entry.resolve(await entry.run({ name: entry.name }));
        } catch (error) {
          entry.reject(error);
        }
        this.release(entry);
      }),
    );
  }

  release(entry) {
    const queue = this.locks.get(entry.name) ?? [];
    const place = queue.indexOf(entry);
    if (place >= 0) {
      queue.splice(place, 1);
      if (!queue.length) {
        this.locks.delete(entry.name);
      } else if (place === 0) {
        this.#grant(queue[0]);
      }
    }
  }
}

/** One tab: its surroundings are the `env` of a client. It can be hidden, stopped, frozen, and crash. */
class Tab {
  isFrozen = false;
  #isTold = false;
  isGone = false;
  #waiting = [];
  #timers = new Set();

  constructor(browser) {
    this.browser = browser;
    const tab = this;
    const { server, clock } = browser;
    const window = new EventTarget();
    this.window = window;
    this.document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    const storage = new Map();
    this.page = {
      addEventListener: window.addEventListener.bind(window),
      document: this.document,
      sessionStorage: {
        getItem: (key) => storage.get(key) ?? null,
        setItem: (key, value) => storage.set(key, value),
      },
      navigator: {
        onLine: true,
        locks: {
          request: (name, options, run) =>
            new Promise((resolve, reject) =>
              browser.request(
                run
                  ? { tab, name, run, resolve, reject, ...options }
                  : { tab, name, run: options, resolve, reject },
              ),
            ),
        },
      },
      BroadcastChannel: class {
        onmessage = () => {};
        #free = 0;

        constructor(name) {
          this.name = name;
          this.tab = tab;
          if (!tab.isGone) {
            browser.channels.add(this);
          }
        }

        postMessage(data) {
          for (const other of browser.channels) {
            if (other !== this && other.name === this.name) {
              const copy = structuredClone(data);
              const hear = () => browser.channels.has(other) && other.onmessage({ data: copy });
              this.#free = Math.max(this.#free, clock.now() + browser.latency());
              const deliver = () => other.tab.hear(hear);
              clock.setTimeout(deliver, this.#free - clock.now(), false);
            }
          }
        }

        close() {
          browser.channels.delete(this);
        }
      },
    };
    this.env = {
      ...server.env,
      page: this.page,
      fetch: async (url, init) => {
        await this.#awake();
        const answer = server.fetch(url, { ...init, tab });
        await answer.catch(() => {});
        await this.#awake();
        return answer;
      },
      WebSocket: class extends server.WebSocket {
        tab = tab;

        constructor(...given) {
          super(...given);
          if (tab.isGone) {
            this.gone();
          }
        }
      },
      clock: {
        now: clock.now,
        setTimeout: (run, millis) => {
          if (tab.isGone) {
            return undefined;
          }
          const fire = () => this.run(() => this.#timers.delete(timer) && run());
          const timer = clock.setTimeout(fire, millis);
          this.#timers.add(timer);
          return timer;
        },
        clearTimeout: (timer) => {
          this.#timers.delete(timer);
          clock.clearTimeout(timer);
        },
      },
    };
  }

  /** Does something when the tab is not frozen. */
  run(what) {
    if (this.isFrozen) {
      this.#waiting.push(what);
    } else if (!this.isGone) {
      what();
    }
  }

  /** Hears another tab, which also frozen ones do. */
  hear(what) {
    if (this.#isTold) {
      what();
    } else {
      this.run(what);
    }
  }

  #awake() {
    return new Promise((resolve) => this.run(resolve));
  }

  show(visibilityState) {
    this.document.visibilityState = visibilityState;
    this.run(() => this.document.dispatchEvent(new Event('visibilitychange')));
  }

  /** Its process is stopped: nothing reaches it. */
  stop() {
    this.isFrozen = true;
  }

  /** As Chromium does: the page is told, has no timers and no network any more, but hears other tabs. */
  freeze() {
    this.document.dispatchEvent(new Event('freeze'));
    this.isFrozen = this.#isTold = true;
  }

  thaw() {
    this.isFrozen = false;
    if (this.#isTold) {
      this.#isTold = false;
      this.document.dispatchEvent(new Event('resume'));
    }
    for (const what of this.#waiting.splice(0)) {
      this.run(what);
    }
  }

  /** Its process ends: nobody is told but by what that leaves. */
  crash() {
    this.isGone = true;
    this.isFrozen = this.#isTold = false;
    const { browser } = this;
    this.#timers.forEach((timer) => browser.clock.clearTimeout(timer));
    [...browser.channels].filter(({ tab }) => tab === this).forEach((channel) => channel.close());
    [...browser.server.lines].filter(({ tab }) => tab === this).forEach((line) => line.gone());
    for (const queue of [...browser.locks.values()]) {
      queue.filter(({ tab }) => tab === this).forEach((entry) => browser.release(entry));
    }
  }
}

/** A server and a browser whose tabs know each other by their session. */
export function browse(clock, prepare = () => {}) {
  const server = new ScriptedServer(clock);
  server.user = 'ann';
  server.share = 's1';
  server.roads.websocket = 'refused';
  prepare(server);
  return { server, browser: new Browser(server, clock) };
}
