// The way back into an account whose password is lost. The demonstration lets it open at once, without the wait that
// protects people in real use, so that it can be walked to its end.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import {
  addPhone, isSignedIn, leaveHome, makeRecoveryCodes, newcomer, openHome, openSignIn, shownHistory, stranger,
} from './account.mjs';
import { follow, form, press } from './form.mjs';
import { eachWay, elsewhere, expectRefusals, withoutScript } from './journey.mjs';
import { codeBy, noticeBy } from './messages.mjs';
import { enterPassword } from './pages.mjs';
import { closeBrowser } from './visitor.mjs';

after(closeBrowser);

/** From the sign-in page to the details of that way back (`recovery-code`, `phone`). */
async function begin(visitor, way) {
  await openSignIn(visitor);
  await follow(visitor, 'way-recover');
  await visitor.at('recover-page').waitFor();
  await follow(visitor, `way-${way}`);
  await visitor.at('recover-details-page').waitFor();
}

const sendDetails = async (visitor, details) => (await form(visitor, 'recover-form').fill(details)).send();

/** The page with the answer, and behind it the ticket. */
async function openTicket(visitor) {
  await visitor.at('recover-answer-page').waitFor();
  await follow(visitor, 'ticket-link');
  await visitor.at('ticket-page').waitFor();
}

const setPassword = async (visitor, password) => (await form(visitor, 'new-password-form').fill({ password })).send();

eachWay('a recovery code and a new password open the account again', 'recovery', async (visitor) => {
  const person = await newcomer(visitor);
  const [code] = await makeRecoveryCodes(visitor);
  const { password } = stranger();
  await elsewhere(visitor, 'lost', async (browser) => {
    await begin(browser, 'recovery-code');
    await browser.audit('details');
    await sendDetails(browser, { username: person.username, code });
    await browser.audit('answer');
    await openTicket(browser);
    await browser.audit('new-password');
    await setPassword(browser, password);
    await browser.at('recover-done-page').waitFor();
    await browser.audit('done');
    assert.equal(await isSignedIn(browser), false, 'a new password is no sign-in');
    await openSignIn(browser);
    await enterPassword(browser, { ...person, password });
    await browser.at('home-page').waitFor();
    assert.ok((await shownHistory(browser)).includes('recovery-finished'));
  });
  assert.equal(await isSignedIn(visitor), false, 'the sessions of before live on');
});

withoutScript('the old password is worth nothing afterwards, nor is the ticket', 'recovery-after', async (visitor) => {
  expectRefusals(visitor);
  const person = await newcomer(visitor);
  const [code] = await makeRecoveryCodes(visitor);
  await leaveHome(visitor);
  await begin(visitor, 'recovery-code');
  await sendDetails(visitor, { username: person.username, code });
  await openTicket(visitor);
  const ticket = visitor.page.url();
  await setPassword(visitor, stranger().password);
  await visitor.open(ticket);
  await visitor.at('ticket-over').waitFor();
  await openSignIn(visitor);
  await enterPassword(visitor, person);
  await visitor.at('error-summary').waitFor();
});

withoutScript('a wrong code and nobody at all get the same answer and nothing', 'recovery-wrong', async (visitor) => {
  const person = await newcomer(visitor);
  await makeRecoveryCodes(visitor);
  await leaveHome(visitor);
  const answers = [];
  for (const username of [person.username, stranger().username]) {
    await begin(visitor, 'recovery-code');
    await sendDetails(visitor, { username, code: 'ZZZZZ-ZZZZZ' });
    answers.push(await visitor.at('recover-answer-page').locator('.lead').textContent());
    await openTicket(visitor);
    assert.ok(await visitor.at('ticket-over').isVisible());
  }
  assert.equal(answers[0], answers[1]);
});

withoutScript('a code to the phone begins it, and its person calls it off', 'recovery-phone', async (visitor) => {
  const person = await newcomer(visitor);
  const phone = await addPhone(visitor);
  await elsewhere(visitor, 'lost', async (browser) => {
    expectRefusals(browser);
    await begin(browser, 'phone');
    const code = await codeBy(phone.address, () => sendDetails(browser, { username: person.username }));
    await browser.at('code-page').waitFor();
    await noticeBy(phone.address, 'recovery_started', async () =>
      (await form(browser, 'code-form').fill({ code })).send());
    await openTicket(browser);
    await callOff(visitor);
    await setPassword(browser, stranger().password);
    await browser.at('ticket-over').waitFor();
  });
  await leaveHome(visitor);
  await openSignIn(visitor);
  await enterPassword(visitor, person);
  const told = await shownHistory(visitor);
  for (const what of ['recovery-started', 'recovery-cancelled']) assert.ok(told.includes(what), told.join());
});

async function callOff(visitor) {
  await openHome(visitor);
  assert.ok(await visitor.at('attention').first().isVisible());
  await visitor.picture('attention');
  const button = visitor.page.locator('[data-testid^="cancel-recovery-"]');
  await press(visitor, button);
  await openHome(visitor);
  assert.equal(await button.count(), 0);
}

withoutScript('a phone nobody confirmed leads to the same page and no message', 'recovery-nobody', async (visitor) => {
  const person = await newcomer(visitor);
  await leaveHome(visitor);
  await begin(visitor, 'phone');
  await sendDetails(visitor, { username: person.username });
  await visitor.at('code-page').waitFor();
  await visitor.picture('code');
});

withoutScript('a password anybody would guess leaves the ticket good', 'recovery-weak', async (visitor) => {
  expectRefusals(visitor);
  const person = await newcomer(visitor);
  const [code] = await makeRecoveryCodes(visitor);
  await leaveHome(visitor);
  await begin(visitor, 'recovery-code');
  await sendDetails(visitor, { username: person.username, code });
  await openTicket(visitor);
  await setPassword(visitor, '12345678');
  await visitor.at('error-summary').waitFor();
  await visitor.audit('problem');
  await setPassword(visitor, stranger().password);
  await visitor.at('recover-done-page').waitFor();
});
