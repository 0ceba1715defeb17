import { connect } from '../realtime/client.js';
import { DeliveryView } from './delivery-view.js';
import { byId } from './dom.js';
import { EventLog } from './event-log.js';
import { Feed } from './feed.js';
import { HostView } from './host-view.js';
import { MissedCounter } from './missed-counter.js';
import { listenToForm } from './order-form.js';
import { OrdersView } from './orders-view.js';
import { RegionsView } from './regions-view.js';
import { StatusView } from './status-view.js';
import { epochOf } from './topics.js';
import { askedTransport, transportsFor } from './transports.js';

const ALL_ORDERS = 'orders/*';

/** Brings the feed and the views of the page together. */
class Desk {
  #counter = new MissedCounter();
  #feed = new Feed(connect, {
    event: (event) => this.#event(event),
    gap: (gap) => this.#gap(gap),
    status: (status) => this.#changed(status),
  });
  #status = new StatusView();
  #delivery = new DeliveryView(this.#feed, this.#counter);
  #log = new EventLog();
  #host = new HostView();
  #orders = new OrdersView();
  #regions = new RegionsView((region) => this.#choose(region));
  #followed = ALL_ORDERS;
  #seenOfAll;
  #loseNext = false;

  start() {
    this.#use(askedTransport());
    this.#feed.follow(this.#followed);
    this.#feed.follow('host');
    byId('transports').addEventListener('change', ({ target }) => {
      history.replaceState(null, '', `?transport=${target.value}`);
      this.#use(target.value);
    });
    byId('cut').addEventListener('click', () => this.#feed.reconnect());
    byId('hurry').addEventListener('click', () => this.#feed.reconnect());
    byId('lose').addEventListener('click', () => this.#loseOne());
    listenToForm();
  }

  #use(choice) {
    document.querySelector(`input[name=transport][value=${choice}]`).checked = true;
    this.#feed.use(transportsFor(choice));
  }

  #event(event) {
    const { topic, type, cursor, data } = event;
    this.#log.add({ kind: 'event', what: type, topic, cursor, details: data });
    if (this.#loseNext) {
      this.#loseNext = false;
      byId('lose').disabled = false;
      return;
    }
    const epoch = epochOf(cursor);
    this.#counter.seen(topic, data.number, epoch);
    this.#delivery.received(cursor);
    if (type === 'figures') {
      this.#host.show(data);
    } else if (type === 'order-placed') {
      this.#orders.add(data);
      this.#regions.count(data.region, data.number, epoch);
    }
  }

  #gap({ topic, from, to }) {
    this.#log.add({ kind: 'gap', what: 'gap', topic, cursor: to, details: { from } });
    this.#delivery.changed();
  }

  #changed(status) {
    const { state, transport, code, reason, attempt } = status;
    this.#log.add({ kind: state, what: state, details: { transport, code, reason, attempt } });
    this.#status.show(status);
    this.#delivery.changed();
    byId('cut').disabled = state !== 'live';
  }

  /**
   * A region begins where the orders of all have been followed to, and all go on from there: what is
   * behind that is known.
   */
  #choose(region) {
    const stopped = this.#feed.leave(this.#followed);
    if (this.#followed === ALL_ORDERS) {
      this.#seenOfAll = stopped;
    }
    this.#followed = region === null ? ALL_ORDERS : `orders/${region}`;
    this.#orders.filter(region);
    this.#feed.follow(this.#followed, this.#seenOfAll);
  }

  /** Lets the next event disappear, to show that the count of missed ones would notice. */
  #loseOne() {
    this.#loseNext = true;
    byId('lose').disabled = true;
  }
}

new Desk().start();
