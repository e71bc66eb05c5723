// A platform that asks for two steps: what is proved counts, only what is missing is asked for, and nobody is stuck.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { addPasskey, addPhone, confirmApp, leaveHome, newcomer, readApp, setUpApp } from './account.mjs';
import { plugIn, SYNCED } from './authenticator.mjs';
import { follow, form, press } from './form.mjs';
import { eachWay, expectRefusals, withScript, withoutScript } from './journey.mjs';
import { codeBy } from './messages.mjs';
import {
  chooseSecond, enterSecond, passProvider, shownProof, shownSubject, signOut, startSignIn, whichPage,
} from './pages.mjs';
import { platformA, platformB } from './settings.mjs';
import { closeBrowser } from './visitor.mjs';

const ONE_STEP = 'urn:yimen:acr:L1.A1';
const TWO_STEPS = 'urn:yimen:acr:L1.A2';

after(closeBrowser);

const strongly = (visitor, platform) => startSignIn(visitor, platform, 'sign-in-strong');

eachWay('who is signed in is asked only for what is missing', 'step-up', async (visitor) => {
  await newcomer(visitor);
  const app = await setUpApp(visitor);
  await strongly(visitor, platformA);
  assert.ok(await visitor.at('reason').isVisible());
  assert.deepEqual(await passProvider(visitor, { app, picture: true }), ['second', 'consent']);
  const { acr, amr } = await shownProof(visitor, platformA);
  assert.equal(acr, TWO_STEPS);
  assert.deepEqual(amr, ['mfa', 'otp', 'pwd']);
});

withoutScript('what was proved for one platform counts at the next', 'step-up-once', async (visitor) => {
  await newcomer(visitor);
  const app = await setUpApp(visitor);
  await strongly(visitor, platformA);
  await passProvider(visitor, { app });
  await strongly(visitor, platformB);
  assert.deepEqual(await passProvider(visitor), ['consent']);
  assert.equal((await shownProof(visitor, platformB)).acr, TWO_STEPS);
});

withoutScript('who signs in afresh is asked for both in a row', 'step-up-fresh', async (visitor) => {
  const person = await newcomer(visitor);
  const app = await setUpApp(visitor);
  await leaveHome(visitor);
  await strongly(visitor, platformA);
  assert.deepEqual(await passProvider(visitor, { person, app }), ['password', 'second', 'consent']);
  assert.equal((await shownProof(visitor, platformA)).acr, TWO_STEPS);
});

withoutScript('a platform that asks for nothing gets one step', 'step-up-none', async (visitor) => {
  await newcomer(visitor);
  await setUpApp(visitor);
  await startSignIn(visitor, platformA);
  assert.deepEqual(await passProvider(visitor), ['consent']);
  assert.equal((await shownProof(visitor, platformA)).acr, ONE_STEP);
});

withoutScript('a signed-in platform raises the level and keeps the person', 'step-up-raise', async (visitor) => {
  await newcomer(visitor);
  const app = await setUpApp(visitor);
  await startSignIn(visitor, platformA);
  await passProvider(visitor);
  const before = await shownSubject(visitor);
  await follow(visitor, 'raise-level');
  await passProvider(visitor, { app });
  assert.equal(await shownSubject(visitor), before);
  assert.equal((await shownProof(visitor, platformA)).acr, TWO_STEPS);
});

eachWay('a code to the phone is a second step where no app is', 'step-up-sms', async (visitor) => {
  await newcomer(visitor);
  const phone = await addPhone(visitor);
  await strongly(visitor, platformA);
  await chooseSecond(visitor, 'sms');
  const code = await codeBy(phone.address, () => form(visitor, 'send-form').send('send'));
  await enterSecond(visitor, 'sms', code);
  await passProvider(visitor);
  const { acr, amr } = await shownProof(visitor, platformA);
  assert.equal(acr, TWO_STEPS);
  assert.deepEqual(amr, ['mfa', 'pwd', 'sms']);
});

withScript('a passkey is enough by itself', 'step-up-passkey', async (visitor) => {
  await newcomer(visitor);
  await plugIn(visitor, SYNCED);
  await addPasskey(visitor, '口袋里的手机');
  await strongly(visitor, platformA);
  assert.equal(await whichPage(visitor), 'second');
  await press(visitor, visitor.at('passkey-form').getByTestId('passkey'));
  await passProvider(visitor);
  assert.equal((await shownProof(visitor, platformA)).acr, TWO_STEPS);
});

eachWay('who has no second step sets one up on the way', 'step-up-set-up', async (visitor) => {
  await newcomer(visitor);
  await strongly(visitor, platformA);
  assert.equal(await whichPage(visitor), 'set-up');
  await visitor.audit('set-up');
  await follow(visitor, 'set-up-app');
  const app = await readApp(visitor);
  await confirmApp(visitor, await app.next());
  const asked = await passProvider(visitor, { app });
  assert.ok(!asked.includes('password'), asked.join());
  assert.equal((await shownProof(visitor, platformA)).acr, TWO_STEPS);
});

withoutScript('where two steps are only wished for, one may go on with one', 'step-up-skip', async (visitor) => {
  await newcomer(visitor);
  await setUpApp(visitor);
  await startSignIn(visitor, platformA);
  await passProvider(visitor);
  await follow(visitor, 'raise-level');
  await follow(visitor, 'skip-link');
  assert.deepEqual(await passProvider(visitor), []);
  assert.equal((await shownProof(visitor, platformA)).acr, ONE_STEP);
});

withoutScript('where they are demanded, one may not', 'step-up-demand', async (visitor) => {
  await newcomer(visitor);
  await setUpApp(visitor);
  await strongly(visitor, platformA);
  assert.equal(await whichPage(visitor), 'second');
  assert.equal(await visitor.at('skip-link').count(), 0);
});

withoutScript('who turns back is at the platform, signed out there', 'step-up-cancel', async (visitor) => {
  expectRefusals(visitor);
  await newcomer(visitor);
  await setUpApp(visitor);
  await strongly(visitor, platformA);
  await follow(visitor, 'cancel-link');
  assert.match(await visitor.at('error-code').first().textContent(), /access_denied/);
  assert.equal((await shownProof(visitor, platformA)).signedIn, false);
});

withoutScript('a wrong code keeps the person on the page', 'step-up-wrong', async (visitor) => {
  expectRefusals(visitor);
  await newcomer(visitor);
  const app = await setUpApp(visitor);
  await strongly(visitor, platformA);
  await enterSecond(visitor, 'totp', app.stale());
  await visitor.at('error-summary').waitFor();
  await visitor.audit('second-problem');
  await passProvider(visitor, { app });
  assert.equal((await shownProof(visitor, platformA)).acr, TWO_STEPS);
  await signOut(visitor, platformA);
});
