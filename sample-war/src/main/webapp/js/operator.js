import { Account } from './account.js';
import { byId } from './dom.js';
import { attempt, request } from './request.js';

/** What the operator can do: tell one user something, and end a user's connections. */
function listen(form, action) {
  byId(form).addEventListener('submit', (submission) => {
    submission.preventDefault();
    const values = Object.fromEntries(new FormData(submission.target));
    attempt(() => action(values), byId(`${form}-note`));
  });
}

listen('notice-form', async ({ to, text }) => {
  await request('POST', 'notices', { to, text });
  return `${to} has been told`;
});

listen('disconnect-form', async ({ user }) => {
  await request('POST', `users/${encodeURIComponent(user)}/disconnect`);
  return `${user} has been disconnected`;
});

const account = new Account((user) => {
  byId('operator-cards').hidden = user === null;
});
account.look().catch((fault) => {
  byId('sign-in-note').textContent = fault.message;
});
