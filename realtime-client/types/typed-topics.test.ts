// Nothing here runs: the compiler says whether each line is right, and whether each error is one.
import { connect, type TidewireEvent } from '@tidewire/client';

interface OrderPlaced {
  id: number;
  item: string;
}

interface OrderCancelled {
  id: number;
  why: string;
}

interface Map {
  'orders/{region}': { 'order-placed': OrderPlaced; 'order-cancelled': OrderCancelled };
  'rooms/{room}/lines/{kind}': { line: { text: string } };
  news: { headline: string };
}

const client = connect<Map>();

client.subscribe('orders/eu', (event) => {
  if (event.type === 'order-placed') {
    const item: string = event.data.item;
    // @ts-expect-error: an order that is placed has no reason
    event.data.why;
    void item;
  } else {
    const why: string = event.data.why;
    void why;
  }
  // @ts-expect-error: there is no such type
  event.type === 'order-lost';
});

client.subscribe('orders/*', ({ data }) => {
  const id: number = data.id;
  void id;
});

client.subscribe(['orders/eu', 'news'], (event) => {
  if (event.type === 'headline') {
    const text: string = event.data;
    void text;
  }
});

client.subscribe('orders/eu', (events) => events.map(({ data }) => data.id), { batch: true });

client.subscribe('rooms/lobby/lines/loud', ({ data }) => data.text);

client.subscribe('weather/oslo', (event: TidewireEvent) => {
  const data: unknown = event.data;
  // @ts-expect-error: nothing is known of it
  event.data.degrees;
  void data;
});

async function iterate() {
  for await (const event of client.events('news', { max: 10 })) {
    const text: string = event.data;
    void text;
  }
}
void iterate;

client.publish('orders/eu', 'order-placed', { id: 1, item: 'chair' });
// @ts-expect-error: the item is missing
client.publish('orders/eu', 'order-placed', { id: 1 });
// @ts-expect-error: there is no such type
client.publish('orders/eu', 'order-lost', { id: 1 });
client.publish('weather/oslo', 'anything', { degrees: 1 });

// @ts-expect-error: there is no such option
connect({ heartbeat: 1 });
// @ts-expect-error: there is no such transport
connect('/app/realtime', { transports: ['tcp'] });
connect('/app/realtime', { token: async (reason) => (reason === 'connect' ? null : 'token') });

// @ts-expect-error: the states are these and no others
client.status.state === 'open';
// @ts-expect-error: a status does not change
client.status.state = 'idle';
