/** A random name of so many times 32 bits. */
export function randomName(words = 4) {
  const values = crypto.getRandomValues(new Uint32Array(words));
  return Array.from(values, (value) => value.toString(16).padStart(8, '0')).join('');
}

/** Names this page over its reconnects and transports. */
export const client = randomName();
