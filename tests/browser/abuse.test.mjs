// Too many attempts: what a stranger is told, that it tells nothing about whether an account exists, and that its
// person is not locked out. The demonstration keeps the usual budget of ten wrong guesses by strangers for one name.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { isSignedIn, leaveHome, newcomer, openSignIn, shownHistory, stranger } from './account.mjs';
import { eachWay, elsewhere, expectRefusals, withoutScript } from './journey.mjs';
import { enterPassword } from './pages.mjs';
import { closeBrowser } from './visitor.mjs';

const GUESSES = 10;

after(closeBrowser);

/** Guesses until the budget is gone. Returns what is told then. */
async function guessTooOften(visitor, username) {
  expectRefusals(visitor);
  await openSignIn(visitor);
  const told = [];
  for (let guess = 0; guess <= GUESSES; guess += 1) {
    await enterPassword(visitor, { username, password: `guess-${guess}` });
    told.push((await visitor.at('error-summary').textContent()).trim());
  }
  assert.ok(told.slice(0, GUESSES).every((text) => text === told[0]), 'the first guesses are all told the same');
  assert.notEqual(told.at(-1), told[0], 'too many are told like one');
  return told.at(-1);
}

eachWay('too many guesses are told, with the time to wait', 'abuse-told', async (visitor) => {
  const told = await guessTooOften(visitor, stranger().username);
  assert.match(told, /\d/);
  await visitor.audit('too-many');
});

withoutScript('who exists and who does not are told the same', 'abuse-same', async (visitor) => {
  const person = await newcomer(visitor);
  await leaveHome(visitor);
  const told = [];
  for (const [who, username] of [['known', person.username], ['nobody', stranger().username]]) {
    told.push(await elsewhere(visitor, who, (thief) => guessTooOften(thief, username)));
  }
  assert.equal(told[0].replace(/\d+/, 'N'), told[1].replace(/\d+/, 'N'));
});

withoutScript('strangers do not lock a person out of a device they know', 'abuse-known', async (visitor) => {
  const person = await newcomer(visitor);
  await leaveHome(visitor);
  await elsewhere(visitor, 'thief', async (thief) => {
    await guessTooOften(thief, person.username);
    await enterPassword(thief, person);
    assert.equal(await isSignedIn(thief), false, 'the right password is let through with an empty budget');
  });
  await openSignIn(visitor);
  await enterPassword(visitor, person);
  await visitor.at('home-page').waitFor();
  const told = await shownHistory(visitor);
  assert.equal(told.filter((what) => what === 'refused').length, GUESSES, 'a flood is not written down guess by guess');
});

withoutScript('a person who mistypes a few times is let in', 'abuse-mistyped', async (visitor) => {
  const person = await newcomer(visitor);
  await leaveHome(visitor);
  expectRefusals(visitor);
  await openSignIn(visitor);
  for (const password of ['once', 'twice', 'thrice']) {
    await enterPassword(visitor, { ...person, password });
    await visitor.at('error-summary').waitFor();
  }
  await enterPassword(visitor, person);
  await visitor.at('home-page').waitFor();
});
