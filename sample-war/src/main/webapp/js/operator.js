import { connect } from '../realtime/client.js';
import { Account } from './account.js';
import { ChatView } from './chat-view.js';
import { byId } from './dom.js';
import { attempt, request } from './request.js';
import { StatusView } from './status-view.js';

const REWIND = 10;

const view = new ChatView();
const status = new StatusView();
let client = null;

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

/** The operator reads along in all rooms. */
function follow() {
  const own = connect();
  own.onStatus((changed) => {
    if (own === client) {
      status.show(changed);
      if (changed.state === 'closed') {
        look('You have been signed out in another window.');
      }
    }
  });
  own.subscribe('rooms/*', (line) => view.line(line), {
    rewind: REWIND,
    refused: () => {
      byId('lines-note').textContent = 'Only an operator may read all rooms.';
    },
  });
  return own;
}

const account = new Account((user) => {
  byId('operator-cards').hidden = user === null;
  const former = client;
  client = null;
  former?.close();
  view.clear();
  byId('lines-note').textContent = '';
  if (user === null) {
    status.show({ state: 'idle' });
  } else {
    client = follow();
  }
});

function look(why) {
  account.look(why).catch((fault) => {
    byId('sign-in-note').textContent = fault.message;
  });
}

byId('hurry').addEventListener('click', () => client.reconnect());
look();
