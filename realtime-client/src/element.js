import { connect } from './client.js';

/** On a server there are no elements; the module can be imported there all the same. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/**
 * `<tidewire-topic topic="orders/eu" rewind="20">`: each event is a DOM event `tidewire`, which
 * bubbles and has it as its `detail`; the attribute `state` is that of the connection.
 */
export class TidewireTopic extends Base {
  static observedAttributes = ['topic', 'rewind'];
  /** @type {import('../types.d.ts').Client | undefined} what all elements use; set it before the first */
  static client;
  /** @type {(() => void)[]} */
  #open = [];

  connectedCallback() {
    const topic = this.getAttribute('topic');
    if (!topic) {
      return;
    }
    const client = (TidewireTopic.client ??= connect());
    const show = () => this.setAttribute('state', client.status.state);
    const rewind = Number(this.getAttribute('rewind') ?? 0);
    const subscription = client.subscribe(
      topic,
      (detail) => this.dispatchEvent(new CustomEvent('tidewire', { detail, bubbles: true })),
      { rewind },
    );
    this.#open = [() => subscription.close(), client.onStatus(show)];
    show();
  }

  disconnectedCallback() {
    this.#open.forEach((close) => close());
    this.#open = [];
  }

  /** Begins anew with what the page says now. */
  attributeChangedCallback() {
    if (this.#open.length) {
      this.disconnectedCallback();
      this.connectedCallback();
    }
  }
}

globalThis.customElements?.define('tidewire-topic', TidewireTopic);
