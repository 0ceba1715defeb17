import { client, randomName } from './client.js';
import { request } from './request.js';

/**
 * Publishes an event, and returns its cursor once the log has it. It goes by a request of its own,
 * so that it does not matter over which transport the page listens.
 *
 * When no answer comes it is sent once more: the key makes that harmless if the first has arrived.
 */
export async function publish(topic, event, data) {
  const command = { type: 'publish', topic, event, data, idempotencyKey: randomName(2) };
  const [answer] = await send(command).catch((fault) => {
    if (fault instanceof TypeError) {
      return send(command);
    }
    throw fault;
  });
  if (answer.type === 'error') {
    throw new Error(answer.message);
  }
  return answer.cursor;
}

function send(command) {
  return request('POST', `realtime/send?client=${client}`, command);
}
