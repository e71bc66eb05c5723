// The second step: an app that counts time, and the codes kept for bad days.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import {
  addPhone, alwaysTwoSteps, beginApp, confirmApp, isSignedIn, leaveHome, makeRecoveryCodes, newcomer, openHome,
  openSignIn, setUpApp, shownHistory,
} from './account.mjs';
import { scan } from './camera.mjs';
import { follow, form } from './form.mjs';
import { eachWay, expectRefusals, withScript, withoutScript } from './journey.mjs';
import { anotherThan, codeBy } from './messages.mjs';
import {
  chooseSecond, enterPassword, enterSecond, passProvider, shownProof, startSignIn, whichPage,
} from './pages.mjs';
import { platformA } from './settings.mjs';
import { closeBrowser } from './visitor.mjs';

after(closeBrowser);

/** Somebody with an app who wants two steps every time. */
async function careful(visitor) {
  const person = await newcomer(visitor);
  const app = await setUpApp(visitor);
  await alwaysTwoSteps(visitor);
  return { person, app };
}

/** The same with recovery codes. */
async function provided(visitor) {
  const person = await newcomer(visitor);
  const app = await setUpApp(visitor);
  const codes = await makeRecoveryCodes(visitor);
  await visitor.audit('recovery-codes');
  await alwaysTwoSteps(visitor);
  return { person, app, codes };
}

/** Signs in at the provider up to the second step. */
async function firstStep(visitor, person) {
  await leaveHome(visitor);
  await openSignIn(visitor);
  await enterPassword(visitor, person);
  assert.equal(await whichPage(visitor), 'second');
}

/** Answers the second step with what must be refused. */
async function refusedAtSecond(visitor, method, code) {
  expectRefusals(visitor);
  await enterSecond(visitor, method, code);
  await visitor.at('error-summary').waitFor();
  assert.ok(await visitor.at('second-page').isVisible());
}

eachWay('an app is set up and asked for at the next sign-in', 'totp', async (visitor) => {
  const person = await newcomer(visitor);
  const app = await beginApp(visitor);
  await visitor.audit('totp-new');
  await confirmApp(visitor, await app.next());
  await alwaysTwoSteps(visitor);
  await visitor.audit('security');
  await leaveHome(visitor);
  await startSignIn(visitor, platformA);
  const asked = await passProvider(visitor, { person, app, picture: true });
  assert.deepEqual(asked, ['password', 'second', 'consent']);
  const { acr, amr } = await shownProof(visitor, platformA);
  assert.equal(acr, 'urn:yimen:acr:L1.A2');
  assert.deepEqual(amr, ['mfa', 'otp', 'pwd']);
});

withScript('a camera reads the secret that is shown as text', 'totp-camera', async (visitor) => {
  await newcomer(visitor);
  await beginApp(visitor);
  const uri = new URL(await scan(visitor.at('qr'), visitor.page));
  const shown = (await visitor.at('totp-secret').textContent()).replace(/\s/g, '');
  assert.equal(uri.protocol, 'otpauth:');
  assert.equal(uri.searchParams.get('secret'), shown);
});

withoutScript('a wrong code leaves the app not set up and the secret as it is', 'totp-wrong', async (visitor) => {
  expectRefusals(visitor);
  await newcomer(visitor);
  const app = await beginApp(visitor);
  const secret = await visitor.at('totp-secret').textContent();
  await confirmApp(visitor, app.stale());
  await visitor.at('error-summary').waitFor();
  assert.equal(await visitor.at('totp-secret').textContent(), secret);
  await visitor.picture('totp-problem');
  await confirmApp(visitor, await app.next());
  assert.ok((await shownHistory(visitor)).includes('totp-added'));
});

withoutScript('a code of the app is good once', 'totp-twice', async (visitor) => {
  const { person, app } = await careful(visitor);
  await firstStep(visitor, person);
  const code = await app.next();
  await enterSecond(visitor, 'totp', code);
  await firstStep(visitor, person);
  await refusedAtSecond(visitor, 'totp', code);
  await visitor.picture('second-problem');
  await enterSecond(visitor, 'totp', await app.next());
  await visitor.at('home-page').waitFor();
});

withoutScript('a code of another time is refused', 'totp-stale', async (visitor) => {
  const { person, app } = await careful(visitor);
  await firstStep(visitor, person);
  await refusedAtSecond(visitor, 'totp', app.stale());
  assert.equal(await isSignedIn(visitor), false);
});

eachWay('a recovery code stands in for the app, once', 'recovery-code', async (visitor) => {
  const { person, codes } = await provided(visitor);
  assert.equal(new Set(codes).size, 10);
  await firstStep(visitor, person);
  await enterSecond(visitor, 'recovery', codes[0]);
  await openHome(visitor, 'security');
  assert.match(await visitor.at('recovery-codes-left').textContent(), /9/);
  await firstStep(visitor, person);
  await refusedAtSecond(visitor, 'recovery', codes[0]);
  // As people copy them from paper: small letters, no hyphen.
  await enterSecond(visitor, 'recovery', codes[1].toLowerCase().replace('-', ' '));
  await visitor.at('home-page').waitFor();
});

withoutScript('new recovery codes end the old ones', 'recovery-codes-new', async (visitor) => {
  const { person, app, codes } = await provided(visitor);
  await firstStep(visitor, person);
  await enterSecond(visitor, 'totp', await app.next());
  const [fresh] = await makeRecoveryCodes(visitor);
  await firstStep(visitor, person);
  await refusedAtSecond(visitor, 'recovery', codes[0]);
  await enterSecond(visitor, 'recovery', fresh);
  await visitor.at('home-page').waitFor();
});

withoutScript('who always wants two steps needs both to change them', 'second-sensitive', async (visitor) => {
  const { person, app } = await careful(visitor);
  await openHome(visitor, 'security');
  await follow(visitor, 'recovery-codes-new');
  assert.ok(await visitor.at('reason').isVisible());
  await visitor.picture('reason');
  if ((await whichPage(visitor)) === 'password') await enterPassword(visitor, person);
  await enterSecond(visitor, 'totp', await app.next());
  assert.equal((await makeRecoveryCodes(visitor)).length, 10);
});

eachWay('a code to the confirmed phone is a second step', 'second-sms', async (visitor) => {
  const person = await newcomer(visitor);
  const phone = await addPhone(visitor);
  await alwaysTwoSteps(visitor);
  await firstStep(visitor, person);
  await chooseSecond(visitor, 'sms');
  await visitor.audit('second-sms');
  const code = await codeBy(phone.address, () => form(visitor, 'send-form').send('send'));
  assert.ok(!(await visitor.page.content()).includes(phone.typed), 'the page shows the number');
  await refusedAtSecond(visitor, 'sms', anotherThan(code));
  await enterSecond(visitor, 'sms', code);
  await visitor.at('home-page').waitFor();
});

withoutScript('an app that was removed is asked for no more', 'totp-removed', async (visitor) => {
  const person = await newcomer(visitor);
  await setUpApp(visitor);
  await openHome(visitor, 'security');
  await visitor.page.locator('details', { has: visitor.at('totp-remove') }).locator('summary').click();
  await follow(visitor, 'totp-remove');
  assert.ok((await shownHistory(visitor)).includes('totp-removed'));
  await leaveHome(visitor);
  await openSignIn(visitor);
  await enterPassword(visitor, person);
  await visitor.at('home-page').waitFor();
});

withScript('a second step is not gone on with in another browser', 'second-elsewhere', async (visitor) => {
  const { person, app } = await careful(visitor);
  await firstStep(visitor, person);
  const address = visitor.page.url();
  await visitor.context.clearCookies();
  await visitor.open(address);
  assert.equal(await whichPage(visitor), 'password');
  await enterPassword(visitor, person);
  await enterSecond(visitor, 'totp', await app.next());
  await visitor.at('home-page').waitFor();
});
