const CHOICES = ['auto', 'websocket', 'sse', 'poll'];

/** What the address of the page asks for: one transport, or `auto`. */
export function askedTransport() {
  const asked = new URLSearchParams(location.search).get('transport');
  return CHOICES.includes(asked) ? asked : 'auto';
}

/** The client's option for a choice. */
export function transportsFor(choice) {
  return choice === 'auto' ? undefined : [choice];
}
