import { Choice } from './choice.js';
import { Delivery } from './delivery.js';
import { pause } from './env.js';
import { Fault } from './fault.js';
import { History } from './history.js';
import { load, loadAll } from './load.js';
import { PollLine } from './poll.js';

const BRIDGE_AFTER_MS = 1_000;
const BRIDGE_EVERY_MS = 2_000;
/** How often a tab asks that leaves the connections to others. */
const COURTEOUS_EVERY_MS = 3_000;
const CLOSED = new Fault('closed', 'closed by the client');
const DEADLINE_MS = { least: 2_000, most: 8_000, roundTrips: 4 };

/**
 * @typedef {import('../types.d.ts').Transport} Transport
 * @typedef {import('./line.js').Line} Line
 * @typedef {import('./link.js').Parts} Parts
 */

/** Opens lines; the one that is live takes over. */
export class Lines {
  #parts;
  #link;
  #history;
  #delivery = new Delivery();
  /** @type {import('./beside.js').Beside | undefined} */
  #beside;
  /** @type {import('./courtesy.js').Courtesy | undefined} */
  #courtesy;
  /** @type {Line | undefined} the one that events come over */
  current;
  /** @type {AbortSignal} */
  #signal = new AbortController().signal;
  /** @type {Promise<import('./share.js').Share | undefined> | undefined} */
  #sharing;
  /** @type {import('./share.js').Share | undefined} */
  #share;
  /** @type {Choice | undefined} */
  #choice;
  #deadline = DEADLINE_MS.most;

  /**
   * @param {Parts} parts
   * @param {import('./link.js').Link} link
   */
  constructor(parts, link) {
    this.#parts = parts;
    this.#link = link;
    this.#history = new History(parts.http, parts.feeds);
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
        const line = await this.open(order[i]);
        if (!(line instanceof Fault)) {
          // Where the token was to blame, the transports were not.
          this.adopt(line, token.current === used ? order.slice(0, i) : []);
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

  /**
   * Gives those who are new their place.
   *
   * @param {AbortSignal} signal
   */
  settle(signal) {
    return this.#history.settle(signal);
  }

  /**
   * Asks for what is subscribed now. If those who are new have to wait, the others are left alone.
   *
   * @param {AbortSignal} signal
   * @returns {Promise<Fault | undefined>} why those who are new have to wait, if they have
   */
  async follow(signal) {
    const { current: before } = this;
    try {
      await this.settle(signal);
    } catch (error) {
      const fault = Fault.of(error);
      if (fault.final) {
        before?.fail(fault);
      }
      return fault;
    }
    const feeds = this.#parts.feeds.placed;
    const { current } = this;
    if (feeds.length && current && !current.change(feeds)) {
      this.#withBeside(
        (beside) => beside.replace(),
        (fault) => current.fail(fault), // the next line asks for them
      );
    }
    return undefined;
  }

  /** Tries better transports now, if there are any. */
  climb() {
    this.#withBeside((beside) => beside.climb());
  }

  /**
   * @param {(beside: import('./beside.js').Beside) => void} use
   * @param {(fault: Fault) => void} [otherwise] called if what that takes cannot be loaded
   */
  async #withBeside(use, otherwise) {
    const { current } = this;
    try {
      const { Beside } = await load('beside');
      this.#beside ??= new Beside(this, this.#parts);
    } catch (error) {
      otherwise?.(Fault.of(error));
    }
    if (this.#beside && current && current === this.current) {
      use(this.#beside);
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
    this.#beside?.stop();
    this.#courtesy?.release();
  }

  /** {@return the transports that are better than the running one, and not shared if that is} */
  get better() {
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
    const { feeds } = this.#parts;
    const isFound = feeds.refuse(fault.topic, fault) || (await this.#history.verify(this.#signal));
    return isFound && feeds.placed.length > 0;
  }

  /**
   * @param {Transport} transport
   * @returns {Promise<Line | Fault>} the line when it is live, or why it never was
   */
  async open(transport) {
    const signal = this.#signal;
    const shared = await this.#follow(transport);
    if (shared || signal.aborted) {
      return shared ?? CLOSED;
    }
    const wasLeader = this.#share?.isLeader;
    const isFull = this.#choice?.isFew(transport) && !(await this.#mayKeep(signal));
    const Kind =
      isFull || transport === 'poll' ? PollLine : await kind(transport).catch(Fault.of);
    if (Kind instanceof Fault) {
      return Kind;
    }
    if (isFull && this.current && transport === 'sse') {
      return new Fault('busy', 'other tabs have the connections');
    }
    if (signal.aborted) {
      return CLOSED;
    }
    const { placed } = this.#parts.feeds;
    const line = new Kind(this.#around(), placed, isFull ? COURTEOUS_EVERY_MS : 0);
    line.open();
    const stop = () => line.close();
    signal.addEventListener('abort', stop);
    const fault = await Promise.race([line.live, line.ended]);
    signal.removeEventListener('abort', stop);
    if (wasLeader && !this.#share?.isLeader) {
      line.close(); // meanwhile another tab leads
      return this.open(transport);
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
      this.#sharing = undefined; // pages in sandboxed frames, among others, have nobody to share with
      return error instanceof Fault ? error : undefined;
    }
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} whether the other tabs leave this one a connection that is kept open
   */
  async #mayKeep(signal) {
    const { base, env } = this.#parts;
    if (!env.page.document || !env.page.BroadcastChannel) {
      return true;
    }
    try {
      const { Courtesy } = await load('courtesy');
      this.#courtesy ??= new Courtesy(base, env);
    } catch {
      return true; // better than no connection
    }
    return this.#courtesy.acquire(signal);
  }

  async #join() {
    const { share } = await load('share');
    return (this.#share = await share(this.#parts, this.#link, () => this.#settle(), this.#signal));
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
          this.#delivery.take(line, frame);
        }
      },
      relay: (line, payload) => this.#share?.relay(line, payload, line === this.current),
      flush: () => {
        this.#delivery.flush();
        this.#settle();
      },
      refuse: (topic, fault) => feeds.refuse(topic, fault),
    };
  }

  /**
   * Lets a line that is live take over.
   *
   * @param {Line} line
   * @param {Transport[]} failed what was tried before, and is to blame
   */
  adopt(line, failed) {
    const old = this.current;
    this.current = line;
    this.#choice?.learn(line.transport, failed);
    line.ended.then((fault) => {
      if (this.current === line) {
        this.#forget();
        this.#share?.over();
        this.#link.over(fault);
      }
    });
    old?.close();
    if (line.isShared || line.transport === 'websocket') {
      this.#courtesy?.release();
    }
    this.#heard(line, true);
    this.#settle();
    this.#share?.live();
    this.#parts.feeds.changed(); // meanwhile
    loadAll();
  }

  #settle() {
    if (this.current) {
      this.#share?.settle(this.current);
    }
  }

  /**
   * @param {Line} line which has told how long its token lives
   * @param {boolean} [isNew]
   */
  #heard(line, isNew = false) {
    this.#withBeside((beside) => beside.watch(line, isNew));
    this.#link.live(line);
  }
}

/**
 * @param {Exclude<Transport, 'poll'>} transport
 * @returns {Promise<new (...given: any[]) => Line>}
 */
async function kind(transport) {
  const module = /** @type {any} */ (await load(transport));
  return transport === 'sse' ? module.SseLine : module.SocketLine;
}
