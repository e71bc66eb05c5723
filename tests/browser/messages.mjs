// The demonstration's provider of text messages and mail: what it was given to deliver. Owns its JSON; knows no page.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { messages } from './settings.mjs';

const PATIENCE = 20_000;

/** A number nobody has: as a person types it, and as a provider of messages is told it. */
export function newPhone() {
  const typed = `139${String(randomInt(10 ** 8)).padStart(8, '0')}`;
  return { typed, address: `+86${typed}` };
}

/** What was sent to an address until now. */
export async function sentTo(address) {
  assert.ok(messages, 'the demonstration tells no provider of messages');
  const response = await fetch(`${messages}/messages.json?to=${encodeURIComponent(address)}`);
  assert.ok(response.ok, `messages answered ${response.status}`);
  return (await response.json()).messages;
}

/** The code that is sent to the address by what `act` does; what was sent before does not count. */
export const codeBy = async (address, act) => (await sentBy(address, act, ({ purpose }) => purpose === 'code')).code;

/** The notice of that name (`template`) that is sent to the address by what `act` does. */
export const noticeBy = (address, template, act) =>
  sentBy(address, act, (message) => message.purpose === 'notice' && message.template === template);

async function sentBy(address, act, wanted) {
  const before = new Set((await sentTo(address)).map(({ id }) => id));
  await act();
  const until = Date.now() + PATIENCE;
  while (Date.now() < until) {
    const message = (await sentTo(address)).find((candidate) => wanted(candidate) && !before.has(candidate.id));
    if (message) return message;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`what was waited for was not sent to ${address}`);
}

/** A code that is not this one. */
export const anotherThan = (code) => String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0');
