import { connect } from '../realtime/client.js';
import { Account } from './account.js';
import { ChatView } from './chat-view.js';
import { byId } from './dom.js';
import { attempt } from './request.js';
import { StatusView } from './status-view.js';
import { segment } from './topics.js';
import { askedTransport, transportsFor } from './transports.js';

const ROOM = /^[a-z0-9-]{1,32}$/;
const REWIND = 60;

/** A chat room, for users who have signed in, and what the operator tells them. */
class Chat {
  #topic;
  #view = new ChatView();
  #status = new StatusView();
  #client = null;
  #account = new Account((user) => this.#isNow(user));

  start() {
    const asked = new URLSearchParams(location.search).get('room') ?? '';
    const room = ROOM.test(asked) ? asked : 'lobby';
    this.#topic = `rooms/${room}`;
    byId('room').textContent = room;
    byId('hurry').addEventListener('click', () => this.#client.reconnect());
    byId('line-form').addEventListener('submit', (submission) => {
      submission.preventDefault();
      attempt(() => this.#say(submission.target), byId('line-note'));
    });
    this.#look();
  }

  #look(why) {
    this.#account.look(why).catch((fault) => {
      byId('why').textContent = fault.message;
    });
  }

  /** Another user has a connection and a view of their own, and nobody has none. */
  #isNow(user) {
    const former = this.#client;
    this.#client = null;
    former?.close();
    this.#view.clear();
    byId('room-card').hidden = user === null;
    if (user === null) {
      this.#status.show({ state: 'idle' });
      return;
    }
    const client = connect({ transports: transportsFor(askedTransport()), duplex: true });
    this.#client = client;
    client.onStatus((status) => this.#changed(client, status));
    client.subscribe(this.#topic, (line) => this.#view.line(line), { rewind: REWIND });
    client.subscribe(`$user/${segment(user)}`, (notice) => this.#view.notice(notice), {
      rewind: REWIND,
    });
  }

  #changed(client, status) {
    if (client !== this.#client) {
      return;
    }
    this.#status.show(status);
    if (status.state === 'closed') {
      // Signed out elsewhere, or sent away by the operator: the server knows.
      this.#look('You have been signed out in another window.');
    }
  }

  /** What is said while there is no connection waits in the client. */
  async #say(form) {
    const { text } = Object.fromEntries(new FormData(form));
    const said = this.#client.publish(this.#topic, 'line', { text });
    form.reset();
    if (this.#client.status.state !== 'live') {
      byId('line-note').textContent = 'It is sent as soon as there is a connection.';
    }
    await said;
    return '';
  }
}

new Chat().start();
