import { Account } from './account.js';
import { ChatView } from './chat-view.js';
import { publish } from './commands.js';
import { byId } from './dom.js';
import { Feed } from './feed.js';
import { attempt } from './request.js';
import { STATES } from './status-view.js';
import { connect as poll } from './tidewire-poll.js';
import { connect as sse } from './tidewire-sse.js';
import { connect as websocket } from './tidewire-websocket.js';
import { segment } from './topics.js';

const TRANSPORTS = { sse, websocket, poll };
const ROOM = /^[a-z0-9-]{1,32}$/;

const asked = new URLSearchParams(location.search);

/** A chat room, for users who have signed in, and what the operator tells them. */
class Chat {
  #room = ROOM.test(asked.get('room') ?? '') ? asked.get('room') : 'lobby';
  #transport = asked.get('transport') in TRANSPORTS ? asked.get('transport') : 'websocket';
  #topic = `rooms/${this.#room}`;
  #view = new ChatView();
  #feed = null;
  #account = new Account((user) => this.#isNow(user));

  start() {
    byId('room').textContent = this.#room;
    byId('hurry').addEventListener('click', () => this.#feed.hurry());
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
    this.#feed?.stop();
    this.#feed = null;
    this.#view.clear();
    byId('room-card').hidden = user === null;
    if (user !== null) {
      const feed = new Feed(TRANSPORTS, {
        event: (event) => this.#event(event),
        trace() {},
        changed: () => this.#changed(feed),
      });
      this.#feed = feed;
      feed.follow(this.#transport, [this.#topic, `$user/${segment(user)}`]);
    } else {
      this.#paint('idle', '');
    }
  }

  #event(event) {
    if (event.topic === this.#topic) {
      this.#view.line(event);
    } else if (event.event === 'notice') {
      this.#view.notice(event);
    }
  }

  #changed(feed) {
    if (feed !== this.#feed) {
      return;
    }
    const isNewlyOver = feed.state === 'ended' && document.body.dataset.state !== 'ended';
    this.#paint(feed.state, feed.why);
    if (isNewlyOver) {
      // Signed out elsewhere, or sent away by the operator: the server knows.
      this.#look('You have been signed out in another window.');
    }
  }

  #paint(state, why) {
    document.body.dataset.state = state;
    byId('state').textContent = state === 'idle' ? 'Not signed in' : STATES[state];
    byId('why').textContent = why;
    byId('hurry').hidden = state !== 'down' && state !== 'ended';
  }

  async #say(form) {
    const text = new FormData(form).get('text');
    await publish(this.#topic, 'line', { text });
    form.reset();
    return '';
  }
}

new Chat().start();
