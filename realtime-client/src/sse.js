import { EventStream } from './event-stream.js';
import { Fault } from './fault.js';
import { HeldBack } from './held-back.js';
import { Line } from './line.js';
import { following } from './subscribing.js';

/** An event stream, read by fetch: EventSource sees neither status nor silence. */
export class SseLine extends Line {
  transport = /** @type {const} */ ('sse');
  #feeds;
  #welcomed = false;
  #heldBack;

  /**
   * @param {import('./line.js').Surroundings} around
   * @param {import('./line.js').Feed[]} feeds
   */
  constructor(around, feeds) {
    super(around);
    this.#feeds = new Set(feeds);
    this.requests = [this.#feeds];
    this.#heldBack = new HeldBack(around.env.clock);
  }

  /**
   * @param {import('./event-stream.js').Block[]} blocks
   * @returns {import('./feeds.js').Frame[]}
   */
  static read(blocks) {
    return blocks.map(([data, at]) => ({ ...JSON.parse(data || '{}'), at }));
  }

  /** @param {AbortSignal} signal */
  async run(signal) {
    const feeds = [...this.#feeds];
    const { http } = this.around;
    const request = following(http, 'sse', feeds, { format: 'envelope', probe: 1 });
    const response = await http.fetch('sse', { accept: 'text/event-stream', signal, ...request });
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const stream = new EventStream();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        throw new Fault('ended', 'the stream has ended', { retryAfter: stream.retry || undefined });
      }
      const wasLive = this.isLive;
      const frames = this.receive(stream.read(value));
      if (wasLive && this.#heldBack.isLate(frames)) {
        throw new Fault('held-back', 'something on the way holds events back', { held: true });
      }
    }
  }

  /** @param {import('./line.js').Frame} frame */
  hear(frame) {
    super.hear(frame);
    this.#welcomed ||= frame.type === 'welcome';
    // A replay pushes the welcome through whatever holds streams back; the early ping comes alone.
    if (this.#welcomed && frame.type === 'ping') {
      this.prove();
    }
  }

  /** @param {import('./line.js').Feed[]} feeds */
  change(feeds) {
    return feeds.length === this.#feeds.size && feeds.every((feed) => this.#feeds.has(feed));
  }
}
