// Passkeys, with a virtual authenticator: made in the account, used at the sign-in, and every way in which one must be
// refused.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import {
  addPasskey, addPhone, alwaysTwoSteps, isSignedIn, leaveHome, newcomer, openHome, openSignIn, shownHistory,
  shownPasskeys, unfold,
} from './account.mjs';
import { DEVICE_BOUND, plugIn, SYNCED } from './authenticator.mjs';
import { follow, form, press } from './form.mjs';
import { expectRefusals, withoutScript, withScript } from './journey.mjs';
import { noticeBy } from './messages.mjs';
import { chooseSecond, enterPassword, passProvider, shownProof, startSignIn, whichPage } from './pages.mjs';
import { platformA } from './settings.mjs';
import { closeBrowser } from './visitor.mjs';

after(closeBrowser);

/** Somebody with one passkey, signed out again. */
async function holder(visitor, kind) {
  const person = await newcomer(visitor);
  const authenticator = await plugIn(visitor, kind);
  await addPasskey(visitor, '口袋里的手机');
  await leaveHome(visitor);
  return { person, authenticator };
}

// A browser that offers nothing by itself: what is tried here is the button, and what is refused is not tried again
// by the page.
const withoutOffers = (visitor) =>
  visitor.page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });

const pressPasskey = (visitor) => press(visitor, visitor.at('passkey-form').getByTestId('passkey'));

/** Presses the button on the provider's own sign-in page; the answer must be a refusal that is told. */
async function refusedAtButton(visitor) {
  expectRefusals(visitor);
  await openSignIn(visitor);
  await pressPasskey(visitor);
  await visitor.at('error-summary').waitFor();
  assert.equal(await isSignedIn(visitor), false);
}

withScript('a passkey is made in the account and shown there', 'passkey-made', async (visitor) => {
  await newcomer(visitor);
  const authenticator = await plugIn(visitor, SYNCED);
  await openHome(visitor, 'security');
  await follow(visitor, 'add-passkey');
  await visitor.audit('passkey-new');
  await addPasskey(visitor, '口袋里的手机');
  assert.equal((await authenticator.credentials()).length, 1);
  assert.equal((await shownPasskeys(visitor)).length, 1);
  assert.match(await visitor.at('security-page').textContent(), /口袋里的手机/);
  await visitor.audit('security');
  assert.ok((await shownHistory(visitor)).includes('passkey-added'));
});

withScript('a passkey signs in from the suggestions of the name field', 'passkey-offer', async (visitor) => {
  await holder(visitor, SYNCED);
  await startSignIn(visitor, platformA);
  // The request behind the name field is answered by itself: no name, no button.
  await visitor.at('consent-form').waitFor();
  assert.deepEqual(await passProvider(visitor), ['consent']);
  const { acr, amr } = await shownProof(visitor, platformA);
  assert.equal(acr, 'urn:yimen:acr:L1.A2');
  assert.ok(['swk', 'user'].every((word) => amr.includes(word)), amr.join());
});

withScript('a passkey signs in by the button', 'passkey-button', async (visitor) => {
  await withoutOffers(visitor);
  await holder(visitor, SYNCED);
  await startSignIn(visitor, platformA);
  await visitor.audit('sign-in');
  await pressPasskey(visitor);
  assert.deepEqual(await passProvider(visitor), ['consent']);
  assert.equal((await shownProof(visitor, platformA)).acr, 'urn:yimen:acr:L1.A2');
});

withScript('a passkey that stays in its device reaches the highest level', 'passkey-bound', async (visitor) => {
  await withoutOffers(visitor);
  await holder(visitor, DEVICE_BOUND);
  await startSignIn(visitor, platformA);
  await pressPasskey(visitor);
  await passProvider(visitor);
  const { acr, amr } = await shownProof(visitor, platformA);
  assert.equal(acr, 'urn:yimen:acr:L1.A3');
  assert.ok(['hwk', 'user', 'phr'].every((word) => amr.includes(word)), amr.join());
});

withScript('a passkey is offered first where it was used last', 'passkey-last-used', async (visitor) => {
  await withoutOffers(visitor);
  await holder(visitor, SYNCED);
  await openSignIn(visitor);
  await pressPasskey(visitor);
  await leaveHome(visitor);
  await openSignIn(visitor);
  assert.ok(await visitor.at('way-first').getByTestId('passkey-form').isVisible());
  await visitor.picture('sign-in-known-device');
});

withScript('a touch alone signs in at the lowest level', 'passkey-touch', async (visitor) => {
  await withoutOffers(visitor);
  const { authenticator } = await holder(visitor, SYNCED);
  await authenticator.distort({ isBadUV: true });
  await startSignIn(visitor, platformA);
  await pressPasskey(visitor);
  await passProvider(visitor);
  const { acr, amr } = await shownProof(visitor, platformA);
  assert.equal(acr, 'urn:yimen:acr:L1.A1');
  assert.ok(!amr.includes('user'), amr.join());
});

withScript('a touch alone is followed by a second step where two are wanted', 'passkey-touch-two', async (visitor) => {
  await withoutOffers(visitor);
  const person = await newcomer(visitor);
  const authenticator = await plugIn(visitor, SYNCED);
  await addPasskey(visitor, '抽屉里的钥匙');
  await alwaysTwoSteps(visitor);
  await leaveHome(visitor);
  await authenticator.distort({ isBadUV: true });
  await openSignIn(visitor);
  await pressPasskey(visitor);
  assert.equal(await whichPage(visitor), 'second');
  await chooseSecond(visitor, 'password');
  await (await form(visitor, 'second-form').fill({ password: person.password })).send();
  await visitor.at('home-page').waitFor();
});

withScript('a passkey is the second step after a password', 'passkey-second', async (visitor) => {
  await withoutOffers(visitor);
  const person = await newcomer(visitor);
  await plugIn(visitor, SYNCED);
  await addPasskey(visitor, '口袋里的手机');
  await alwaysTwoSteps(visitor);
  await leaveHome(visitor);
  await openSignIn(visitor);
  await enterPassword(visitor, person);
  assert.equal(await whichPage(visitor), 'second');
  await visitor.audit('second-passkey');
  await pressPasskey(visitor);
  await visitor.at('home-page').waitFor();
});

withScript('a copy of a passkey is refused and its person is told', 'passkey-copied', async (visitor) => {
  await withoutOffers(visitor);
  const person = await newcomer(visitor);
  const phone = await addPhone(visitor);
  const authenticator = await plugIn(visitor, DEVICE_BOUND);
  await addPasskey(visitor, '口袋里的手机');
  await leaveHome(visitor);
  for (let use = 0; use < 2; use += 1) {
    await openSignIn(visitor);
    await pressPasskey(visitor);
    await leaveHome(visitor);
  }
  const [credential] = await authenticator.credentials();
  await authenticator.fallBack(credential, 0);
  await noticeBy(phone.address, 'clone_suspected', () => refusedAtButton(visitor));
  await openSignIn(visitor);
  await enterPassword(visitor, person);
  assert.ok((await shownHistory(visitor)).includes('passkey-copied'));
  assert.equal((await shownPasskeys(visitor)).length, 1, 'to remove it is for its person to decide');
});

withScript('a forged answer is refused', 'passkey-forged', async (visitor) => {
  await withoutOffers(visitor);
  const { authenticator } = await holder(visitor, SYNCED);
  await authenticator.distort({ isBogusSignature: true });
  await refusedAtButton(visitor);
  await visitor.picture('refused');
  await authenticator.distort();
  await openSignIn(visitor);
  await pressPasskey(visitor);
  await visitor.at('home-page').waitFor();
});

withScript('whoever cannot prove to own the device is told on the page', 'passkey-stopped', async (visitor) => {
  await withoutOffers(visitor);
  const { authenticator } = await holder(visitor, SYNCED);
  await authenticator.verifyUser(false);
  await openSignIn(visitor);
  await visitor.at('passkey').click();
  const status = visitor.at('passkey-status');
  const stopped = await visitor.at('passkey-form').getAttribute('data-stopped');
  await status.filter({ hasText: stopped }).waitFor();
  assert.ok(await visitor.at('sign-in-form').isVisible());
});

withScript('a passkey that was removed is refused', 'passkey-removed', async (visitor) => {
  await withoutOffers(visitor);
  await newcomer(visitor);
  await plugIn(visitor, SYNCED);
  await addPasskey(visitor, '旧手机');
  const [id] = await shownPasskeys(visitor);
  await unfold(visitor, `passkey-${id}`);
  await follow(visitor, `remove-passkey-${id}`);
  assert.deepEqual(await shownPasskeys(visitor), []);
  assert.ok((await shownHistory(visitor)).includes('passkey-removed'));
  await leaveHome(visitor);
  await refusedAtButton(visitor);
});

withoutScript('without script no passkey is offered, and making one says why not', 'passkey-plain', async (visitor) => {
  await newcomer(visitor);
  await openHome(visitor, 'security');
  await follow(visitor, 'add-passkey');
  assert.ok(await visitor.at('passkey-unsupported').isVisible());
  assert.ok(!(await visitor.at('passkey-create-form').getByTestId('submit').isVisible()));
  await visitor.picture('passkey-unsupported');
  await leaveHome(visitor);
  await openSignIn(visitor);
  assert.ok(!(await visitor.at('passkey-form').isVisible()));
});
