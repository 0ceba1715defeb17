import { byId } from './dom.js';
import { attempt, request } from './request.js';

/** The name of the user who has signed in, or null. The push library knows it. */
export async function whoIsThere() {
  const { user } = await request('GET', 'realtime/info');
  return user ?? null;
}

/**
 * The form to sign in and the button to sign out, which a page has both. It shows the one that is
 * of use, and tells the page when the user is another one: a name, or null.
 */
export class Account {
  #user = null;
  #changed;

  constructor(changed) {
    this.#changed = changed;
    byId('sign-in').addEventListener('submit', (submission) => {
      submission.preventDefault();
      attempt(() => this.#signIn(submission.target), byId('sign-in-note'));
    });
    byId('sign-out').addEventListener('click', () =>
      attempt(() => this.#signOut(), byId('sign-in-note')),
    );
  }

  /** Asks the server who is there; `why` is shown beside the form if it is nobody. */
  async look(why = '') {
    const user = await whoIsThere();
    this.#become(user);
    byId('sign-in-card').hidden = user !== null;
    byId('sign-out').hidden = user === null;
    byId('sign-in-note').textContent = user === null ? why : '';
  }

  #become(user) {
    if (user !== this.#user) {
      this.#user = user;
      byId('user').textContent = user ?? '';
      document.body.dataset.user = user ?? '';
      this.#changed(user);
    }
  }

  async #signIn(form) {
    await request('POST', 'session', Object.fromEntries(new FormData(form)));
    form.reset();
    await this.look();
    return '';
  }

  /** The page's own connection ends by itself, and not as one that another window has ended. */
  async #signOut() {
    this.#become(null);
    try {
      await request('DELETE', 'session');
    } finally {
      await this.look();
    }
    return 'You have signed out.';
  }
}
