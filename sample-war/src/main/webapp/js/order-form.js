import { byId } from './dom.js';
import { attempt, request } from './request.js';

const ITEMS = ['chair', 'desk', 'lamp', 'shelf', 'sofa', 'stool', 'table'];
const REGIONS = ['eu', 'us', 'apac', 'latam'];
const BURST = 20;

const any = (choices) => choices[Math.floor(Math.random() * choices.length)];

/** Sends the form, or a burst of made-up orders; the answers come back to all desks as events. */
export function listenToForm() {
  byId('order-form').addEventListener('submit', (submission) => {
    submission.preventDefault();
    const { region, item, quantity } = Object.fromEntries(new FormData(submission.target));
    attempt(async () => {
      const order = await place({ region, item, quantity: Number(quantity) });
      return `Order ${order.region} #${order.number} placed`;
    }, byId('order-note'));
  });
  byId('burst').addEventListener('click', () =>
    attempt(async () => {
      for (let i = 0; i < BURST; i++) {
        await place({ region: any(REGIONS), item: any(ITEMS), quantity: 1 + (i % 9) });
      }
      return `${BURST} orders placed`;
    }, byId('order-note')),
  );
}

const place = (order) => request('POST', 'orders', order);
