import { refusalOf } from './refusal.js';

/** Asks the application for something; a refusal becomes an error that says why. */
export async function request(method, path, body) {
  const response = await fetch(new URL(path, document.baseURI), {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error((await refusalOf(response)).why);
  }
  return response.status === 204 ? null : response.json();
}

/** Shows in an element what became of an action: the text that it returns, or why it failed. */
export async function attempt(action, note) {
  try {
    note.textContent = await action();
    note.dataset.failed = 'false';
  } catch (fault) {
    note.textContent = fault.message;
    note.dataset.failed = 'true';
  }
}
