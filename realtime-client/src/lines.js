import { Choice } from './choice.js';
import { Climb } from './climb.js';
import { Courtesy } from './courtesy.js';
import { pause } from './env.js';
import { Expiry } from './expiry.js';
import { Fault } from './fault.js';
import { Line } from './line.js';
import { PollLine } from './poll.js';
import { SocketLine } from './websocket.js';
import { SseLine } from './sse.js';

const LINES = { sse: SseLine, websocket: SocketLine, poll: PollLine };
const BRIDGE_AFTER_MS = 1_000;
const BRIDGE_EVERY_MS = 2_000;
/** How often a tab asks that leaves the connections to others. */
const COURTEOUS_EVERY_MS = 3_000;
const CLOSED = new Fault('closed', 'closed by the client');
const DEADLINE_MS = { least: 2_000, most: 8_000, roundTrips: 4 };

/**
 * @typedef {import('../types.d.ts').Transport} Transport
 * @typedef {import('./link.js').Parts} Parts
 *
 * @typedef {object} Listener
 * @property {(line: Line) => void} live called when events come over a line, and when it has told more
 * @property {(fault: Fault) => void} over called when the line has ended by itself
 * @property {() => void} wake see {@link import('./link.js').Link}, as the others
 * @property {() => void} hurry
 * @property {(fault: Fault) => void} end
 */

/** Opens lines: the first one, and others beside it, of which the one that is live takes over. */
export class Lines {
  #parts;
  #listener;
  #climb;
  #expiry;
  #courtesy;
  /** @type {Line | undefined} the one that events come over */
  current;
  /** @type {AbortSignal} */
  #signal = new AbortController().signal;
  #isReplacing = false;
  /** @type {Promise<import('./share.js').Share | undefined> | undefined} */
  #sharing;
  /** @type {import('./share.js').Share | undefined} */
  #share;
  /** @type {Choice | undefined} */
  #choice;
  #deadline = DEADLINE_MS.most;

  /**
   * @param {Parts} parts
   * @param {Listener} listener
   */
  constructor(parts, listener) {
    this.#parts = parts;
    this.#listener = listener;
    this.#courtesy = new Courtesy(parts.base, parts.env);
    this.#climb = new Climb(parts.env, () => this.#tryBetter());
    this.#expiry = new Expiry(parts.env.clock, parts.token, (token) => {
      if (!this.current?.authenticate(token)) {
        this.#replace();
      }
    });
  }

  /**
   * Opens the best line that gets through.
   *
   * @param {import('./info.js').Offer} offer
   * @param {Transport | undefined} suspect what has just shown that it does not work
   * @param {AbortSignal} signal ends this, and all that is opened later
   * @throws {Fault} if none does
   */
  async connect(offer, suspect, signal) {
    const { env, base, options, token } = this.#parts;
    const { least, most, roundTrips } = DEADLINE_MS;
    if (this.#signal !== signal) {
      this.#signal = signal;
      this.#share = this.#sharing = undefined;
    }
    this.#deadline = Math.min(most, Math.max(least, roundTrips * offer.roundTrip));
    this.#choice ??= new Choice(offer, base, env, options);
    const order = this.#choice.now(suspect);
    const used = token.current;
    const stop = new AbortController();
    this.#bridge(stop.signal);
    try {
      for (let i = 0, fault = new Fault('unreachable', 'no transport is offered'); ; ) {
        if (i === order.length || signal.aborted) {
          throw fault;
        }
        const line = await this.#open(order[i]);
        if (line instanceof Line) {
          // Where the token was to blame, the transports were not.
          this.#choice.learn(line.transport, token.current === used ? order.slice(0, i) : []);
          this.#adopt(line);
          return;
        }
        fault = line;
        if (!(await this.#isRefusedInPart(fault))) {
          i = fault.final || fault.told ? order.length : i + 1;
        }
      }
    } finally {
      stop.abort();
    }
  }

  /** Asks for what is subscribed now. */
  follow() {
    const feeds = this.#parts.feeds.placed;
    if (feeds.length && this.current && !this.current.change(feeds)) {
      this.#replace();
    }
  }

  /** Tries better transports now, if there are any. */
  climb() {
    if (this.current && this.#better.length) {
      this.#climb.now();
    }
  }

  /** Has to be called when the page is shown or hidden. */
  seen() {
    this.#share?.seen();
  }

  /** @param {Fault} fault of which the other tabs may have to know */
  tell(fault) {
    this.#share?.end(fault);
  }

  /**
   * @param {Fault} fault
   * @returns {boolean} whether the other tabs were to blame, and do no harm any more
   */
  relieve({ code }) {
    return code === 'too-many-topics' && this.#share?.relieve() === true;
  }

  /** Lets the line go. */
  drop() {
    const line = this.current;
    this.#forget();
    line?.close();
  }

  #forget() {
    this.current = undefined;
    this.#climb.stop();
    this.#expiry.stop();
    this.#courtesy.release();
  }

  get #better() {
    const { current } = this;
    const better = current ? (this.#choice?.above(current.transport) ?? []) : [];
    return current?.isShared ? better.filter((one) => !this.#choice?.isShared(one)) : better;
  }

  /**
   * Brings events by short polls while no line is live yet.
   *
   * @param {AbortSignal} signal
   */
  async #bridge(signal) {
    await pause(this.#parts.env.clock, BRIDGE_AFTER_MS, signal);
    if (!signal.aborted) {
      const bridge = new PollLine(this.#around(), this.#parts.feeds.placed, BRIDGE_EVERY_MS).open();
      signal.addEventListener('abort', () => bridge.close());
    }
  }

  /**
   * Finds out who is refused, so that the others can go on.
   *
   * @param {Fault} fault
   */
  async #isRefusedInPart(fault) {
    if (!fault.isOfTopic) {
      return false;
    }
    const { feeds, history } = this.#parts;
    const isFound = feeds.refuse(fault.topic, fault) || (await history.verify(this.#signal));
    return isFound && feeds.placed.length > 0;
  }

  /**
   * @param {Transport} transport
   * @returns {Promise<Line | Fault>} the line when it is live, or why it never was
   */
  async #open(transport) {
    const signal = this.#signal;
    const shared = await this.#follow(transport);
    if (shared || signal.aborted) {
      return shared ?? CLOSED;
    }
    const wasLeader = this.#share?.isLeader;
    const isFull = this.#choice?.isFew(transport) && !(await this.#courtesy.acquire(signal));
    if (isFull && this.current && transport === 'sse') {
      return new Fault('busy', 'other tabs have the connections');
    }
    if (signal.aborted) {
      return CLOSED;
    }
    const { placed } = this.#parts.feeds;
    const line = isFull
      ? new PollLine(this.#around(), placed, COURTEOUS_EVERY_MS)
      : new LINES[transport](this.#around(), placed);
    line.open();
    const stop = () => line.close();
    signal.addEventListener('abort', stop);
    const fault = await Promise.race([line.live, line.ended]);
    signal.removeEventListener('abort', stop);
    if (wasLeader && !this.#share?.isLeader) {
      line.close(); // meanwhile another tab leads
      return this.#open(transport);
    }
    return fault ?? line;
  }

  /**
   * @param {Transport} transport
   * @returns {Promise<Line | Fault | undefined>} a line that another tab has; undefined if this one needs its own
   */
  async #follow(transport) {
    if (!this.#choice?.isShared(transport)) {
      return undefined;
    }
    try {
      this.#sharing ??= this.#join();
      const share = await this.#sharing;
      return await share?.follow(this.#around(), this.#parts.feeds.placed);
    } catch (error) {
      this.#sharing = undefined;
      return Fault.of(error);
    }
  }

  async #join() {
    const { share } = await import('./share.js');
    const host = { ...this.#listener, settle: () => this.#settle() };
    return (this.#share = await share(this.#parts, host, this.#signal));
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
        if (frame.type === 'welcome' && line === this.current) {
          this.#heard(line);
        }
        // What has no cursor cannot be told from its double: it comes over one line only.
        if (frame.type !== 'event' || frame.cursor || !this.current || line === this.current) {
          feeds.take(line, frame);
        }
      },
      relay: (line, payload) => this.#share?.relay(line, payload, line === this.current),
      flush: () => {
        feeds.flush();
        this.#settle();
      },
      refuse: (topic, fault) => feeds.refuse(topic, fault),
    };
  }

  /** @param {Line} line which is live */
  #adopt(line) {
    const old = this.current;
    this.current = line;
    line.ended.then((fault) => {
      if (this.current === line) {
        this.#forget();
        this.#share?.over();
        this.#listener.over(fault);
      }
    });
    old?.close();
    if (line.isShared || line.transport === 'websocket') {
      this.#courtesy.release();
    }
    if (this.#better.length) {
      this.#climb.plan();
    } else {
      this.#climb.stop();
    }
    this.#heard(line);
    this.#settle();
    this.#share?.live();
    this.#parts.feeds.changed(); // meanwhile
  }

  #settle() {
    if (this.current) {
      this.#share?.settle(this.current);
    }
  }

  /** @param {Line} line which has told how long its token lives */
  #heard(line) {
    this.#expiry.plan(line.tokenExpires);
    this.#listener.live(line);
  }

  /** Opens the same transport anew, since the present line cannot do what is wanted now. */
  async #replace() {
    const { current } = this;
    const fault = current && (await this.#beside(current, [current.transport]));
    if (fault) {
      current.fail(fault);
    }
  }

  async #tryBetter() {
    const { current } = this;
    const fault = current && (await this.#beside(current, this.#better));
    if (fault) {
      this.#parts.feeds.changed(); // who came meanwhile was told to wait for this
    }
    return !fault;
  }

  /**
   * Opens a line beside the running one, which goes on until the new one is live.
   *
   * @param {Line} running
   * @param {Transport[]} order
   * @returns {Promise<Fault | undefined>} why none got through, if that still matters
   */
  async #beside(running, order) {
    if (this.#isReplacing) {
      return undefined; // what comes of that looks again
    }
    this.#isReplacing = true;
    let fault;
    for (const transport of order) {
      const line = await this.#open(transport);
      fault = line instanceof Line ? undefined : line;
      if (this.current !== running) {
        fault = undefined;
        if (line instanceof Line) {
          line.close();
        }
      } else if (line instanceof Line) {
        this.#choice?.learn(transport, []);
        this.#adopt(line);
      }
      if (!fault) {
        break;
      }
    }
    this.#isReplacing = false;
    return fault;
  }
}
