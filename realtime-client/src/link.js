import { backoff } from './backoff.js';
import { Choice } from './choice.js';
import { Climb } from './climb.js';
import { pause } from './env.js';
import { Fault } from './fault.js';
import { Line } from './line.js';
import { PollLine } from './poll.js';
import { SocketLine } from './websocket.js';
import { SseLine } from './sse.js';

const LINES = { sse: SseLine, websocket: SocketLine, poll: PollLine };

/** A line that has been live for so long is no sign of a fault when it ends. */
const STEADY_MS = 10_000;
const BRIDGE_AFTER_MS = 1_000;
const BRIDGE_EVERY_MS = 2_000;
/** How long changes of what is subscribed are gathered, where each takes another line. */
const GATHER_MS = 50;
const DEADLINE_MS = { least: 2_000, most: 8_000, roundTrips: 4 };
const TOKEN_LIFE = 0.8;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const PROBE_MS = 3_000;

/**
 * @typedef {import('../types.d.ts').Status} Status
 * @typedef {import('../types.d.ts').Transport} Transport
 *
 * @typedef {object} Parts
 * @property {import('./env.js').Environment} env
 * @property {import('../types.d.ts').Options} options
 * @property {string} base
 * @property {import('./http.js').Http} http
 * @property {import('./token.js').Token} token
 * @property {import('./info.js').Info} info
 * @property {import('./feeds.js').Feeds} feeds
 * @property {import('./history.js').History} history
 * @property {(status: Status) => void} changed called at each change of the status
 */

/** Keeps one line up while anybody is subscribed, over the best transport that gets through. */
export class Link {
  #parts;
  #clock;
  /** @type {Status} */
  status = Object.freeze({ state: 'idle', attempt: 0 });
  /** @type {Line | undefined} */
  line;
  /** @type {AbortController | undefined} exists while the link is kept up */
  #running;
  /** @type {AbortController | undefined} exists while it waits for the next attempt */
  #waiting;
  #attempt = 0;
  #liveAt = Infinity;
  #isReplacing = false;
  /** @type {string | undefined} */
  #user;
  #wasRejected = false;
  /** @type {Choice | undefined} */
  #choice;
  #deadline = DEADLINE_MS.most;
  #climb;
  /** @type {unknown} */
  #gathering;
  /** @type {unknown} */
  #expiring;
  /** @type {(fault: Fault) => void} */
  #over = () => {};

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#clock = parts.env.clock;
    this.#climb = new Climb(parts.env, () => this.#tryBetter());
  }

  /** Has to be called when what is subscribed has changed. */
  changed() {
    this.#clock.clearTimeout(this.#gathering);
    const isCheap = !this.line || this.line.transport === 'websocket';
    this.#gathering = this.#clock.setTimeout(() => this.#apply(), isCheap ? 0 : GATHER_MS);
  }

  async #apply() {
    const { feeds, history } = this.#parts;
    if (feeds.isEmpty) {
      this.stop();
    } else if (!this.#running) {
      if (this.status.state === 'idle') {
        this.start();
      }
    } else if (this.line) {
      const { line } = this;
      try {
        await history.settle(this.#running.signal);
        if (line === this.line && !line.change(feeds.placed)) {
          await this.#replace([line.transport]);
        }
      } catch (error) {
        line.fail(Fault.of(error));
      }
    }
  }

  /** Begins, also after an end for good. */
  start() {
    this.#halt();
    this.#attempt = 0;
    this.#wasRejected = false;
    const control = new AbortController();
    this.#running = control;
    this.#run(control.signal);
  }

  /** Ends all that is under way, until something is subscribed or `start` is called. */
  stop() {
    this.#halt();
    if (this.status.state !== 'closed' && this.status.state !== 'idle') {
      this.#become({ state: 'idle' });
    }
  }

  #halt() {
    for (const timer of [this.#gathering, this.#expiring]) {
      this.#clock.clearTimeout(timer);
    }
    this.#climb.stop();
    this.#running?.abort();
    this.#running = undefined;
    this.#waiting?.abort();
    const { line } = this;
    this.line = undefined;
    line?.close();
  }

  /** Ends the present line, or the wait for the next one, and tries again at once. */
  hurry() {
    this.line?.fail(new Fault('ended', 'reconnecting', { retryAfter: 0 }));
    this.#waiting?.abort();
  }

  /** Tries again at once if it waits, or if the line should have been heard of. */
  wake() {
    if (!this.line || this.line.watch.isOverdue) {
      this.hurry();
    }
  }

  /** Tries better transports now, if there are any. */
  climb() {
    if (this.line && this.#choice?.above(this.line.transport).length) {
      this.#climb.now();
    }
  }

  /** The browser says that it is offline, which is wrong at times. */
  async probe() {
    try {
      await this.#parts.info.ask(PROBE_MS);
    } catch (error) {
      this.line?.fail(Fault.of(error));
    }
  }

  /** @param {Fault} fault why it is closed for good */
  end(fault) {
    this.#halt();
    this.#become({ state: 'closed', code: fault.code, reason: fault.message });
    this.#parts.info.forget();
  }

  /** @param {AbortSignal} signal */
  async #run(signal) {
    /** @type {Transport | undefined} */
    let suspect;
    while (!signal.aborted) {
      this.#liveAt = Infinity;
      const fault = await this.#tryOnce(signal, suspect).catch(Fault.of);
      if (signal.aborted) {
        return;
      }
      if (this.#parts.feeds.isEmpty) {
        this.stop();
        return;
      }
      if (this.#clock.now() - this.#liveAt >= STEADY_MS) {
        this.#attempt = 0;
        this.#wasRejected = false;
      }
      if (fault.final && !(await this.#isSignedInAgain(fault))) {
        this.end(fault);
        return;
      }
      suspect = fault.held ? 'sse' : undefined;
      const isAtOnce = fault.held || fault.final || fault.retryAfter === 0;
      if (!isAtOnce) {
        await this.#wait(fault, signal);
      }
    }
  }

  /**
   * @param {Fault} fault
   * @param {AbortSignal} signal
   */
  async #wait(fault, signal) {
    const delay = Math.max(backoff(this.#attempt++, this.#parts.env.random), fault.retryAfter ?? 0);
    this.#become({
      state: fault.code === 'unreachable' && globalThis.navigator?.onLine === false ? 'offline' : 'recovering',
      code: fault.code,
      reason: fault.message,
      retryAt: this.#clock.now() + delay,
    });
    this.#waiting = new AbortController();
    const stop = () => this.#waiting?.abort();
    signal.addEventListener('abort', stop);
    await pause(this.#clock, delay, this.#waiting.signal);
    signal.removeEventListener('abort', stop);
    this.#waiting = undefined;
  }

  /**
   * A token that has ended is followed by another one; once, until a line has been steady.
   *
   * @param {Fault} fault
   */
  async #isSignedInAgain(fault) {
    const { token } = this.#parts;
    // A request has asked for another token already.
    if (fault.code !== 'unauthorized' || fault.status || !token.isRenewable || this.#wasRejected) {
      return false;
    }
    this.#wasRejected = true;
    return token.renew('rejected').then(
      () => true,
      () => false,
    );
  }

  /**
   * Opens a line, and returns why it has ended.
   *
   * @param {AbortSignal} signal
   * @param {Transport} [suspect]
   * @returns {Promise<Fault>}
   */
  async #tryOnce(signal, suspect) {
    const { env, options, base, token, info, feeds, history } = this.#parts;
    this.#become({ state: 'connecting' });
    await token.renew('connect');
    const offer = await info.get();
    this.#user = offer.user;
    const { least, most, roundTrips } = DEADLINE_MS;
    this.#deadline = Math.min(most, Math.max(least, roundTrips * offer.roundTrip));
    this.#choice ??= new Choice(offer, base, env, options);
    do {
      await history.settle(signal);
      if (feeds.isEmpty || signal.aborted) {
        return new Fault('closed', 'nothing is subscribed');
      }
    } while (!feeds.placed.length);
    const over = new Promise((/** @type {(fault: Fault) => void} */ resolve) => (this.#over = resolve));
    await this.#choose(this.#choice, this.#choice.now(suspect), signal);
    return over;
  }

  /**
   * @param {Choice} choice
   * @param {Transport[]} order
   * @param {AbortSignal} signal
   */
  async #choose(choice, order, signal) {
    const { token } = this.#parts;
    const used = token.current;
    const stop = new AbortController();
    this.#bridge(stop.signal);
    try {
      let fault = new Fault('unreachable', 'no transport is offered');
      for (let i = 0; i < order.length; ) {
        const line = await this.#open(order[i], signal);
        if (line instanceof Line) {
          // Where the token was to blame, the transports were not.
          choice.learn(order[i], token.current === used ? order.slice(0, i) : []);
          this.#adopt(line);
          return;
        }
        fault = line;
        if (signal.aborted || !(await this.#isRefusedInPart(fault, signal))) {
          if (signal.aborted || fault.final || fault.told) {
            break;
          }
          i++;
        }
      }
      throw fault;
    } finally {
      stop.abort();
    }
  }

  /**
   * Brings events by short polls while no transport is live yet.
   *
   * @param {AbortSignal} signal
   */
  async #bridge(signal) {
    await pause(this.#clock, BRIDGE_AFTER_MS, signal);
    if (!signal.aborted) {
      const bridge = new PollLine(this.#around(), this.#parts.feeds.placed, BRIDGE_EVERY_MS).open();
      signal.addEventListener('abort', () => bridge.close());
    }
  }

  /**
   * Finds out who is refused, so that the others can go on.
   *
   * @param {Fault} fault
   * @param {AbortSignal} signal
   */
  async #isRefusedInPart(fault, signal) {
    if (fault.status !== 400 && fault.status !== 403) {
      return false;
    }
    const { feeds, history } = this.#parts;
    const isFound = feeds.refuse(fault.topic, fault) || (await history.verify(signal));
    return isFound && feeds.placed.length > 0;
  }

  /**
   * @param {Transport} transport
   * @param {AbortSignal} signal
   * @returns {Promise<Line | Fault>} the line when it is live, or why it never was
   */
  async #open(transport, signal) {
    const line = new LINES[transport](this.#around(), this.#parts.feeds.placed).open();
    const stop = () => line.close();
    signal.addEventListener('abort', stop);
    const fault = await Promise.race([line.live, line.ended]);
    signal.removeEventListener('abort', stop);
    return fault ?? line;
  }

  /** @returns {import('./line.js').Surroundings} */
  #around() {
    const { env, http, token, feeds } = this.#parts;
    return {
      env,
      http,
      token,
      deadline: this.#deadline,
      take: (line, frame) => {
        if (frame.type === 'welcome' && line === this.line) {
          this.#adopted(line);
        }
        // What has no cursor cannot be told from its double: it comes over one line only.
        if (frame.type !== 'event' || frame.cursor || !this.line || line === this.line) {
          feeds.take(line, frame);
        }
      },
      flush: () => feeds.flush(),
      refuse: (topic, fault) => feeds.refuse(topic, fault),
    };
  }

  /** @param {Line} line */
  #adopt(line) {
    const old = this.line;
    this.line = line;
    this.#liveAt = Math.min(this.#liveAt, this.#clock.now());
    line.ended.then((fault) => {
      if (this.line === line) {
        this.line = undefined;
        this.#climb.stop();
        this.#clock.clearTimeout(this.#expiring);
        this.#over(fault);
      }
    });
    old?.close();
    if (this.#choice?.above(line.transport).length) {
      this.#climb.plan();
    } else {
      this.#climb.stop();
    }
    this.#adopted(line);
    this.changed();
  }

  /**
   * @param {Line} line which has told who the user is, and how long
   */
  #adopted({ transport, user, tokenExpires }) {
    // Polls greet nobody.
    this.#become({ state: 'live', transport, user: transport === 'poll' ? this.#user : user });
    this.#clock.clearTimeout(this.#expiring);
    if (tokenExpires && this.#parts.token.isRenewable) {
      const life = (Date.parse(tokenExpires) - this.#clock.now()) * TOKEN_LIFE;
      this.#expiring = this.#clock.setTimeout(() => this.#renew(), Math.min(Math.max(life, 0), LONGEST_TIMER_MS));
    }
  }

  async #renew() {
    const { token } = this.#parts;
    try {
      await token.renew('expiring');
    } catch {
      return; // asked again when the server ends the line
    }
    const { line } = this;
    if (line && token.current && !line.authenticate(token.current)) {
      await this.#replace([line.transport]);
    }
  }

  async #tryBetter() {
    const { line } = this;
    return !line || (await this.#replace(this.#choice?.above(line.transport) ?? [], false));
  }

  /**
   * Opens a line beside the running one, which goes on until the new one is live.
   *
   * @param {Transport[]} order
   * @param {boolean} [isNeeded] whether the running one is of no use any more
   * @returns {Promise<boolean>} whether one got through, or that does not matter any more
   */
  async #replace(order, isNeeded = true) {
    const signal = this.#running?.signal;
    if (!signal || this.#isReplacing) {
      return true; // the one that comes looks again
    }
    this.#isReplacing = true;
    const running = this.line;
    let fault;
    for (const transport of order) {
      const opened = await this.#open(transport, signal);
      if (signal.aborted || !running || this.line !== running) {
        fault = undefined;
        if (opened instanceof Line) {
          opened.close();
        }
        break;
      }
      if (opened instanceof Line) {
        this.#choice?.learn(transport, []);
        this.#adopt(opened);
        fault = undefined;
        break;
      }
      fault = opened;
    }
    this.#isReplacing = false;
    if (fault && isNeeded) {
      running?.fail(fault);
    } else if (fault) {
      this.changed(); // who came meanwhile was told to wait for this
    }
    return !fault;
  }

  /** @param {Partial<Status> & Pick<Status, 'state'>} status */
  #become(status) {
    const heardAt = this.line?.watch.heardAt ?? this.status.heardAt;
    const user = status.user ?? (status.state === 'live' ? undefined : this.status.user);
    this.status = Object.freeze({ attempt: this.#attempt, heardAt, ...status, user });
    this.#parts.changed(this.status);
  }
}
