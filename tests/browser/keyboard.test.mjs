// Signing in with nothing but the keyboard.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { expectRefusals, withScript } from './journey.mjs';
import { tabTo } from './keyboard.mjs';
import { passProvider, shownSubject, startSignIn } from './pages.mjs';
import { person, platformA } from './settings.mjs';
import { closeBrowser } from './visitor.mjs';

after(closeBrowser);

const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);

/** Types where the focus is led to by Tab. */
async function typeInto(visitor, id, text) {
  await tabTo(visitor.page, visitor.at(id));
  await visitor.page.keyboard.press('ControlOrMeta+A');
  await visitor.page.keyboard.type(text);
}

async function signInByKeys(visitor, password) {
  await typeInto(visitor, 'username', person.username);
  await typeInto(visitor, 'password', password);
  await Promise.all([visitor.page.waitForNavigation(), visitor.page.keyboard.press('Enter')]);
}

withScript('a person signs in without a mouse', 'keyboard', async (visitor) => {
  await startSignIn(visitor, platformA);
  await visitor.walk('sign-in');
  await signInByKeys(visitor, person.password);
  if (await visitor.at('consent-form').isVisible()) {
    await visitor.walk('consent');
    await tabTo(visitor.page, visitor.at('allow'));
    await Promise.all([visitor.page.waitForNavigation(), visitor.page.keyboard.press('Enter')]);
  }
  assert.ok(await shownSubject(visitor));
});

withScript('the first stop skips to the content', 'keyboard-skip', async (visitor) => {
  await startSignIn(visitor, platformA);
  await visitor.page.keyboard.press('Tab');
  assert.equal(await visitor.page.evaluate(() => document.activeElement.getAttribute('href')), '#content');
  await visitor.page.keyboard.press('Enter');
  await visitor.page.keyboard.press('Tab');
  const inside = await visitor.page.evaluate(() => document.querySelector('main').contains(document.activeElement));
  assert.ok(inside, 'the next stop is not in the content');
});

withScript('what is wrong is where the focus is, and leads to its field', 'keyboard-problem', async (visitor) => {
  expectRefusals(visitor);
  await startSignIn(visitor, platformA);
  await signInByKeys(visitor, 'not-the-password');
  const summary = visitor.at('error-summary');
  assert.ok(await isFocused(summary), 'the summary has no focus');
  await visitor.page.keyboard.press('Tab');
  assert.ok(await isFocused(summary.locator('a').first()), 'the first stop is not the link in the summary');
  await visitor.page.keyboard.press('Enter');
  assert.ok(await isFocused(visitor.at('username')), 'the link does not lead to the field');
  await signInByKeys(visitor, person.password);
  await passProvider(visitor);
  assert.ok(await shownSubject(visitor));
});

withScript('the password is shown and hidden by keys, and sent hidden', 'keyboard-toggle', async (visitor) => {
  await startSignIn(visitor, platformA);
  await typeInto(visitor, 'password', 'door');
  await visitor.page.keyboard.press('Tab');
  assert.ok(await isFocused(visitor.at('password-toggle')));
  await visitor.page.keyboard.press('Space');
  assert.equal(await visitor.at('password').getAttribute('type'), 'text');
  await visitor.page.keyboard.press('Space');
  assert.equal(await visitor.at('password').getAttribute('type'), 'password');
});
