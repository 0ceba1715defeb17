import { epochOf } from './cursors.js';
import { byId } from './dom.js';
import { Feed } from './feed.js';
import { HostView } from './host-view.js';
import { MissedCounter } from './missed-counter.js';
import { listenToForm } from './order-form.js';
import { OrdersView } from './orders-view.js';
import { RegionsView } from './regions-view.js';
import { StatusView } from './status-view.js';
import { connect as poll } from './tidewire-poll.js';
import { connect as sse } from './tidewire-sse.js';
import { connect as websocket } from './tidewire-websocket.js';
import { WireLog } from './wire-log.js';

const TRANSPORTS = { sse, websocket, poll };

/** Brings the feed and the views of the page together. */
class Desk {
  #counter = new MissedCounter();
  #feed = new Feed(TRANSPORTS, {
    event: (event) => this.#event(event),
    trace: (message) => this.#log.add(this.#feed.transport, message),
    changed: () => this.#status.changed(),
  });
  #status = new StatusView(this.#feed, this.#counter);
  #log = new WireLog();
  #host = new HostView();
  #orders = new OrdersView();
  #regions = new RegionsView((region) => this.#choose(region));
  #subscriptions = ['orders/*', 'host'];
  #loseNext = false;

  start() {
    const asked = new URLSearchParams(location.search).get('transport');
    this.#feed.follow(asked in TRANSPORTS ? asked : 'sse', this.#subscriptions);
    byId('transports').addEventListener('change', ({ target }) => this.#switchTo(target.value));
    byId('cut').addEventListener('click', () => this.#feed.cut());
    byId('hurry').addEventListener('click', () => this.#feed.hurry());
    byId('lose').addEventListener('click', () => this.#loseOne());
    addEventListener('online', () => this.#feed.hurry());
    listenToForm();
  }

  #event({ topic, event: type, cursor, data }) {
    if (this.#loseNext) {
      this.#loseNext = false;
      byId('lose').disabled = false;
      return;
    }
    const epoch = epochOf(cursor);
    this.#counter.seen(topic, data.number, epoch);
    this.#status.received();
    if (type === 'figures') {
      this.#host.show(data);
    } else if (type === 'order-placed') {
      this.#orders.add(data);
      this.#regions.count(data.region, data.number, epoch);
    }
  }

  #switchTo(transport) {
    history.replaceState(null, '', `?transport=${transport}`);
    this.#feed.follow(transport, this.#subscriptions);
  }

  #choose(region) {
    this.#subscriptions = [region === null ? 'orders/*' : `orders/${region}`, 'host'];
    this.#orders.filter(region);
    this.#feed.follow(this.#feed.transport, this.#subscriptions);
  }

  /** Lets the next event disappear, to show that the count of missed ones would notice. */
  #loseOne() {
    this.#loseNext = true;
    byId('lose').disabled = true;
  }
}

new Desk().start();
