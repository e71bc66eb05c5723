// The account's home: what a person sees of their account and what they can change about it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import {
  addPhone, confirmContact, endOthers, isSignedIn, leaveHome, newcomer, openHome, openSignIn, setUpApp, shownHistory,
  stranger,
} from './account.mjs';
import { follow, form, press } from './form.mjs';
import { eachWay, elsewhere, expectRefusals, withoutScript } from './journey.mjs';
import { noticeBy } from './messages.mjs';
import { enterPassword, passProvider, startSignIn } from './pages.mjs';
import { issuer, platformA } from './settings.mjs';
import { closeBrowser, openVisitor } from './visitor.mjs';

const PAGES = ['security', 'devices', 'history', 'consents', 'settings'];

after(closeBrowser);

async function signIn(visitor, person) {
  await openSignIn(visitor);
  await enterPassword(visitor, person);
}

eachWay('every page of the account is one step from its home and back', 'home-pages', async (visitor) => {
  await newcomer(visitor);
  await setUpApp(visitor);
  await openHome(visitor);
  await visitor.audit('home');
  await visitor.walk('home');
  for (const page of PAGES) {
    await openHome(visitor);
    await follow(visitor, `to-${page}`);
    await visitor.at(`${page}-page`).waitFor();
    await visitor.audit(page);
    await visitor.walk(page);
    await press(visitor, visitor.page.locator('.trail a').first());
    await visitor.at('home-page').waitFor();
  }
});

withoutScript('another session is seen and ended', 'home-sessions', async (visitor) => {
  const person = await newcomer(visitor);
  const other = await openVisitor({ label: `${visitor.label}-other` });
  await signIn(other, person);
  await openHome(visitor, 'devices');
  const ends = visitor.page.locator('[data-testid^="end-session-"]');
  assert.equal(await ends.count(), 1, 'one other session');
  assert.ok(await isSignedIn(other));
  await openHome(visitor, 'devices');
  await press(visitor, ends);
  assert.equal(await isSignedIn(other), false);
  assert.ok(await isSignedIn(visitor));
  await other.leave();
});

withoutScript('all other sessions are ended at once', 'home-end-all', async (visitor) => {
  const person = await newcomer(visitor);
  const others = [];
  for (const who of ['one', 'two']) {
    const other = await openVisitor({ label: `${visitor.label}-${who}` });
    await signIn(other, person);
    others.push(other);
  }
  await endOthers(visitor);
  for (const other of others) {
    assert.equal(await isSignedIn(other), false);
    await other.leave();
  }
  assert.ok(await isSignedIn(visitor));
});

withoutScript('a device that is forgotten is new again', 'home-devices', async (visitor) => {
  await newcomer(visitor);
  await openHome(visitor, 'devices');
  const forget = visitor.page.locator('[data-testid^="forget-device-"]');
  assert.equal(await forget.count(), 1);
  await press(visitor, forget);
  await openHome(visitor, 'devices');
  assert.equal(await forget.count(), 0);
  assert.ok((await shownHistory(visitor)).includes('device-forgotten'));
});

withoutScript('a new device is told to the phone', 'home-new-device', async (visitor) => {
  const person = await newcomer(visitor);
  const phone = await addPhone(visitor);
  const notice = await noticeBy(phone.address, 'new_device', () =>
    elsewhere(visitor, 'new', (browser) => signIn(browser, person)));
  assert.ok(!notice.code && !/https?:/.test(notice.text), notice.text);
});

withoutScript('the history tells what was done', 'home-history', async (visitor) => {
  expectRefusals(visitor);
  const person = await newcomer(visitor);
  await leaveHome(visitor);
  await openSignIn(visitor);
  await enterPassword(visitor, { ...person, password: 'not-the-password' });
  await enterPassword(visitor, person);
  await setUpApp(visitor);
  const told = await shownHistory(visitor);
  for (const what of ['registered', 'signed-out', 'refused', 'signed-in', 'totp-added']) {
    assert.ok(told.includes(what), `${what} is not among ${told.join()}`);
  }
  assert.ok(told.indexOf('totp-added') < told.indexOf('registered'), 'the newest comes first');
});

eachWay('a copy of what is stored is handed over', 'home-export', async (visitor) => {
  const person = await newcomer(visitor);
  await openHome(visitor, 'settings');
  const [download] = await Promise.all([visitor.page.waitForEvent('download'), visitor.at('export').click()]);
  assert.match(download.suggestedFilename(), /\.json$/);
  const text = await readFile(await download.path(), 'utf8');
  assert.ok(JSON.parse(text));
  for (const word of [person.username, person.name]) assert.ok(text.includes(word), `${word} is missing`);
  assert.ok(!text.includes('$argon2'), 'the hash of the password is handed over');
  assert.ok((await shownHistory(visitor)).includes('exported'));
});

eachWay('language and print are kept with the account', 'home-settings', async (visitor) => {
  const person = await newcomer(visitor);
  await openHome(visitor, 'settings');
  const page = form(visitor, 'settings-form');
  await page.choose('language', 'en');
  await page.choose('print', 'large');
  await page.send();
  await visitor.audit('settings-large', { contrast: 'enhanced' });
  await elsewhere(visitor, 'other', async (browser) => {
    await signIn(browser, person);
    await openHome(browser);
    const html = browser.page.locator('html');
    assert.equal(await html.getAttribute('lang'), 'en');
    assert.equal(await html.getAttribute('class'), 'large');
  });
});

eachWay('a changed password ends the old one and the other sessions', 'home-password', async (visitor) => {
  expectRefusals(visitor);
  const person = await newcomer(visitor);
  const { password } = stranger();
  const other = await openVisitor({ label: `${visitor.label}-other` });
  await signIn(other, person);
  await openHome(visitor, 'security');
  await follow(visitor, 'password-change');
  await visitor.audit('password');
  const page = form(visitor, 'password-form');
  // After a proof this young the old password may not be asked for again.
  if (await page.field('current').isVisible()) await page.fill({ current: person.password });
  await (await page.fill({ password, end_others: true })).send();
  assert.equal(await isSignedIn(other), false);
  await other.leave();
  await leaveHome(visitor);
  await signIn(visitor, person);
  await visitor.at('error-summary').waitFor();
  await signIn(visitor, { ...person, password });
  await visitor.at('home-page').waitFor();
});

withoutScript('a password anybody would guess is not taken', 'home-password-weak', async (visitor) => {
  expectRefusals(visitor);
  const person = await newcomer(visitor);
  await openHome(visitor, 'security');
  await follow(visitor, 'password-change');
  const page = form(visitor, 'password-form');
  if (await page.field('current').isVisible()) await page.fill({ current: person.password });
  await (await page.fill({ password: 'password1234' })).send();
  await visitor.at('error-summary').waitFor();
  assert.equal(await page.field('password').inputValue(), '');
  await visitor.audit('password-problem');
});

withoutScript('phone and mail are added by a code and taken away again', 'home-contacts', async (visitor) => {
  const { username } = await newcomer(visitor);
  await addPhone(visitor);
  const address = `${username}@example.org`;
  await confirmContact(visitor, 'mail', { typed: address, address });
  await visitor.audit('security');
  assert.ok(!(await visitor.at('contact-mail').textContent()).includes(address), 'the address is shown whole');
  await visitor.page.locator('details', { has: visitor.at('contact-mail-remove') }).locator('summary').click();
  await follow(visitor, 'contact-mail-remove');
  assert.equal((await shownHistory(visitor)).filter((what) => what === 'contact').length, 3);
});

withoutScript('a consent is seen and withdrawn', 'home-consents', async (visitor) => {
  await newcomer(visitor);
  await startSignIn(visitor, platformA);
  await passProvider(visitor);
  await openHome(visitor, 'consents');
  await visitor.audit('consents');
  await press(visitor, visitor.page.locator('[data-testid^="withdraw-"]').first());
  assert.ok((await shownHistory(visitor)).includes('consent-withdrawn'));
  // The platform has forgotten its session; the provider has not.
  await visitor.context.clearCookies({ domain: new URL(platformA).hostname });
  await startSignIn(visitor, platformA);
  assert.deepEqual(await passProvider(visitor), ['consent'], 'it is asked for again');
});

eachWay('an account is closed when that is said twice, and nobody is let in', 'home-close', async (visitor) => {
  expectRefusals(visitor);
  const person = await newcomer(visitor);
  await openHome(visitor, 'settings');
  await follow(visitor, 'to-close');
  await form(visitor, 'close-form').send('close-submit');
  await visitor.at('error-summary').waitFor();
  await visitor.audit('close-problem');
  await (await form(visitor, 'close-form').fill({ confirm: true })).send('close-submit');
  await visitor.at('closed-page').waitFor();
  await visitor.audit('closed');
  await signIn(visitor, person);
  await visitor.at('error-summary').waitFor();
  assert.equal(await isSignedIn(visitor), false);
});

withoutScript('somebody who is not signed in sees nothing of any of it', 'home-stranger', async (visitor) => {
  for (const page of [...PAGES, 'password', 'close', 'export', 'totp/new', 'contacts/phone']) {
    await visitor.open(`${issuer}/home/${page}`);
    assert.ok(await visitor.at('sign-in-form').isVisible(), `${page} is shown to a stranger`);
  }
});
