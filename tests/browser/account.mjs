// The account's own pages as people use them, by test id: making an account, setting up ways to sign in, looking at
// what was done. Owns these pages; asserts only that a page is there.

import { randomUUID } from 'node:crypto';
import { follow, form, press } from './form.mjs';
import { codeBy, newPhone } from './messages.mjs';
import { register } from './pages.mjs';
import { issuer } from './settings.mjs';
import { App } from './totp.mjs';

/** Somebody who has no account yet. */
export const stranger = () => ({
  username: `guest-${randomUUID().slice(0, 8)}`,
  password: `door-${randomUUID()}`,
  name: '古丽娜尔·阿不都热合曼',
});

/** Makes an account for somebody new, who is signed in then. */
export async function newcomer(visitor) {
  const person = stranger();
  await visitor.open(`${issuer}/register`);
  await register(visitor, person);
  await visitor.at('home-page').waitFor();
  return person;
}

/** Opens the page of the account's home with that name, such as `security`; `home` itself by none. */
export async function openHome(visitor, page = '') {
  await visitor.open(`${issuer}/home${page && `/${page}`}`);
  await visitor.at(`${page || 'home'}-page`).waitFor();
}

/** Signs in at the provider itself, by name and password. Does not wait for what follows. */
export async function openSignIn(visitor) {
  await visitor.open(`${issuer}/sign-in`);
  await visitor.at('sign-in-form').waitFor();
}

/** Signs out at the provider. */
export async function leaveHome(visitor) {
  await openHome(visitor);
  await follow(visitor, 'sign-out');
}

/** Whether somebody is signed in at the provider. */
export async function isSignedIn(visitor) {
  await visitor.open(`${issuer}/home`);
  return visitor.at('home-page').isVisible();
}

/** Makes a passkey with the authenticator that is plugged in, under a name of one's own. */
export async function addPasskey(visitor, name) {
  await openHome(visitor, 'security');
  await follow(visitor, 'add-passkey');
  await visitor.at('passkey-page').waitFor();
  await (await form(visitor, 'passkey-create-form').fill({ name })).send();
  await visitor.at('security-page').waitFor();
}

/** The ids of the passkeys that the account shows. */
export async function shownPasskeys(visitor) {
  await openHome(visitor, 'security');
  const buttons = await visitor.page.locator('[data-testid^="rename-passkey-"]').all();
  const ids = await Promise.all(buttons.map((button) => button.getAttribute('data-testid')));
  return ids.map((id) => id.slice('rename-passkey-'.length));
}

/** Opens what is folded away in the row with that test id. */
export const unfold = (visitor, id) => visitor.at(id).locator('summary').click();

/** Begins to set up an app that counts time. Returns the app with the secret that the page shows. */
export async function beginApp(visitor) {
  await openHome(visitor, 'security');
  await follow(visitor, 'totp-set-up');
  return readApp(visitor);
}

/** The app with the secret that the page shows. */
export async function readApp(visitor) {
  await visitor.at('totp-page').waitFor();
  return new App(await visitor.at('totp-secret').textContent());
}

/** Types a code into the page on which an app is set up. */
export async function confirmApp(visitor, code) {
  await (await form(visitor, 'totp-form').fill({ code })).send();
}

/** Sets up an app that counts time. */
export async function setUpApp(visitor) {
  const app = await beginApp(visitor);
  await confirmApp(visitor, await app.next());
  return app;
}

/** Makes new recovery codes and returns them as they are shown. */
export async function makeRecoveryCodes(visitor) {
  await openHome(visitor, 'security');
  await follow(visitor, 'recovery-codes-new');
  await visitor.at('recovery-codes-page').waitFor();
  const codes = await visitor.at('recovery-code').allTextContents();
  return codes.map((code) => code.trim());
}

/** Chooses two steps for every sign-in. */
export async function alwaysTwoSteps(visitor) {
  await openHome(visitor, 'security');
  const setting = await form(visitor, 'second-step-form').choose('value', 'always');
  await setting.send('second-step-save');
  await visitor.at('security-page').waitFor();
}

/** Adds a contact of that kind (`phone`, `mail`) and confirms it by the code that is sent there. */
export async function confirmContact(visitor, kind, { typed, address }) {
  await openHome(visitor, 'security');
  await follow(visitor, `contact-${kind}-change`);
  const asked = await form(visitor, 'contact-form').fill({ [kind]: typed });
  const code = await codeBy(address, () => asked.send());
  await (await form(visitor, 'code-form').fill({ code })).send();
  await visitor.at('security-page').waitFor();
}

/** Adds a new phone and confirms it. */
export async function addPhone(visitor) {
  const phone = newPhone();
  await confirmContact(visitor, 'phone', phone);
  return phone;
}

/** What the account's history tells, newest first, in the words of `data-what`. */
export async function shownHistory(visitor) {
  await openHome(visitor, 'history');
  return visitor.at('event').evaluateAll((events) => events.map((event) => event.dataset.what));
}

/** Ends the sessions on other devices, all at once. */
export async function endOthers(visitor) {
  await openHome(visitor, 'devices');
  await press(visitor, visitor.at('end-all'));
}
