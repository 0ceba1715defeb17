import { publish } from '../../main/webapp/js/commands.js';
import { equal } from './assert.js';

globalThis.document = { baseURI: 'http://desk.test/app/' };

const ACK = [{ type: 'ack', cursor: 'e-1' }];

/** A server that gives these answers, each a list or a fault that is thrown; what it was asked. */
function server(...answers) {
  const asked = [];
  globalThis.fetch = async (url, { method, headers, body }) => {
    asked.push({ url: String(url), method, headers, command: JSON.parse(body) });
    const answer = answers.shift();
    if (answer instanceof Error) {
      throw answer;
    }
    return { ok: true, status: 200, json: async () => answer };
  };
  return asked;
}

async function failure(promise) {
  try {
    await promise;
  } catch (fault) {
    return fault.message;
  }
  throw new Error('it did not fail');
}

export async function anEventIsPublishedByARequest() {
  const asked = server(ACK);
  equal(await publish('rooms/lobby', 'line', { text: 'hi' }), 'e-1');
  const [{ url, method, headers, command }] = asked;
  equal(url.replace(/[0-9a-f]{32}/, 'C'), 'http://desk.test/app/realtime/send?client=C');
  equal([method, headers], ['POST', { 'Content-Type': 'application/json' }]);
  equal([command.type, command.topic, command.event], ['publish', 'rooms/lobby', 'line']);
  equal(command.data, { text: 'hi' });
}

export async function whatGotNoAnswerIsSentOnceMoreWithTheSameKey() {
  const asked = server(new TypeError('network'), ACK);
  equal(await publish('rooms/lobby', 'line', { text: 'hi' }), 'e-1');
  equal(asked.length, 2);
  equal(asked[0].command, asked[1].command);
}

export async function andThenTheFaultIsTold() {
  const asked = server(new TypeError('network'), new TypeError('still away'), ACK);
  equal(await failure(publish('rooms/lobby', 'line', {})), 'still away');
  equal(asked.length, 2);
}

export async function aRefusalIsToldAndNotSentAgain() {
  const asked = server([{ type: 'error', code: 'forbidden', message: 'not here' }], ACK);
  equal(await failure(publish('rooms/lobby', 'shout', {})), 'not here');
  equal(asked.length, 1);
}
