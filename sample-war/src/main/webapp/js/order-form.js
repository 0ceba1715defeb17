import { byId } from './dom.js';
import { refusalOf } from './refusal.js';

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
    });
  });
  byId('burst').addEventListener('click', () =>
    attempt(async () => {
      for (let i = 0; i < BURST; i++) {
        await place({ region: any(REGIONS), item: any(ITEMS), quantity: 1 + (i % 9) });
      }
      return `${BURST} orders placed`;
    }),
  );
}

async function attempt(action) {
  const note = byId('order-note');
  try {
    note.textContent = await action();
    note.dataset.failed = 'false';
  } catch (fault) {
    note.textContent = fault.message;
    note.dataset.failed = 'true';
  }
}

async function place(order) {
  const response = await fetch(new URL('orders', document.baseURI), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(order),
  });
  if (!response.ok) {
    throw new Error((await refusalOf(response)).why);
  }
  return response.json();
}
