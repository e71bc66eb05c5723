// What people do, from the first platform to signing out, each with scripts and without.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { stranger } from './account.mjs';
import { follow } from './form.mjs';
import { eachWay } from './journey.mjs';
import { enterPassword, logoutReceived, passProvider, register, shownSubject, signOut, startSignIn } from './pages.mjs';
import { issuer, person, platformA, platformB } from './settings.mjs';
import { closeBrowser } from './visitor.mjs';

after(closeBrowser);

eachWay('one sign-in opens both platforms and one sign-out closes both', 'platforms', async (visitor) => {
  await startSignIn(visitor, platformA);
  const asked = await passProvider(visitor, { person, picture: true });
  assert.ok(asked.includes('password'));
  const subjectAtA = await shownSubject(visitor);
  await visitor.picture('platform-a-signed-in');

  await startSignIn(visitor, platformB);
  const askedAgain = await passProvider(visitor, { picture: true });
  assert.ok(!askedAgain.includes('password'), 'a password was asked for twice');
  const subjectAtB = await shownSubject(visitor);
  assert.notEqual(subjectAtB, subjectAtA);
  await visitor.picture('platform-b-signed-in');
  const { sid } = await visitor.json(`${platformB}/session.json`);

  await visitor.open(`${issuer}/home`);
  await visitor.at('home-page').waitFor();
  await visitor.picture('home');

  await signOut(visitor, platformA);
  await visitor.picture('platform-a-signed-out');
  const event = await logoutReceived(visitor, platformB, sid);
  assert.match(event.outcome, /^ended/);
  await visitor.open(`${platformB}/events`);
  await visitor.picture('platform-b-events');
  for (const platform of [platformA, platformB]) {
    await visitor.open(`${platform}/`);
    await visitor.at('signed-out').waitFor();
  }
});

eachWay('a new person registers and is led on to the platform', 'registration', async (visitor) => {
  const newcomer = stranger();
  await startSignIn(visitor, platformA);
  await follow(visitor, 'register-link');
  await visitor.picture('register');
  await register(visitor, newcomer);
  const asked = await passProvider(visitor, { person: newcomer, picture: true });
  assert.ok(!asked.includes('password'), 'a new person has to sign in once more');
  assert.ok(await shownSubject(visitor));
  await visitor.picture('platform-a-signed-in');
  await signOut(visitor, platformA);
});

eachWay('a wrong password is told plainly and the name is kept', 'wrong-password', async (visitor) => {
  for (const status of [400, 401, 403, 422]) visitor.expectStatus(status);
  await startSignIn(visitor, platformA);
  await enterPassword(visitor, { username: person.username, password: 'not-the-password' });
  await visitor.at('error-summary').waitFor();
  assert.equal(await visitor.at('username').inputValue(), person.username);
  assert.equal(await visitor.at('password').inputValue(), '');
  await visitor.picture('wrong-password');
  await enterPassword(visitor, person);
  await passProvider(visitor, { person });
  assert.ok(await shownSubject(visitor));
  await signOut(visitor, platformA);
});

eachWay('saying no leads back to the platform, signed out', 'refusal', async (visitor) => {
  const newcomer = stranger();
  await startSignIn(visitor, platformA);
  await follow(visitor, 'register-link');
  await register(visitor, newcomer);
  visitor.expectStatus(400);
  visitor.expectStatus(403);
  const asked = await passProvider(visitor, { person: newcomer, consent: 'deny' });
  assert.deepEqual(asked, ['consent']);
  assert.match(await visitor.at('error-code').first().textContent(), /access_denied/);
  await visitor.picture('refused');
  assert.equal((await visitor.json(`${platformA}/session.json`)).signed_in, false);
});

eachWay('switches of language and print come back to the same page', 'switches', async (visitor) => {
  await startSignIn(visitor, platformA);
  const html = visitor.page.locator('html');
  const first = await html.getAttribute('lang');
  await follow(visitor, 'switch-language');
  await visitor.at('sign-in-form').waitFor();
  assert.notEqual(await html.getAttribute('lang'), first);
  await follow(visitor, 'switch-print');
  await visitor.at('sign-in-form').waitFor();
  assert.equal(await html.getAttribute('class'), 'large');
  await visitor.picture('sign-in-large-print');
  await passProvider(visitor, { person });
  assert.ok(await shownSubject(visitor));
  await signOut(visitor, platformA);
});
