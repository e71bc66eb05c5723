// A code sent to a phone as the way in: for somebody known, for somebody new, and every code that must be refused.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { addPhone, isSignedIn, leaveHome, newcomer, openHome, openSignIn } from './account.mjs';
import { follow, form } from './form.mjs';
import { eachWay, elsewhere, expectRefusals, withoutScript } from './journey.mjs';
import { anotherThan, codeBy, newPhone } from './messages.mjs';
import { passProvider, shownProof, shownSubject, startSignIn } from './pages.mjs';
import { platformA } from './settings.mjs';
import { closeBrowser } from './visitor.mjs';

const GUESSES = 5;

after(closeBrowser);

/** From the sign-in page to the page that takes the code. Returns the code that was sent. */
async function askForCode(visitor, phone) {
  await follow(visitor, 'way-code');
  await visitor.at('phone-page').waitFor();
  const page = await form(visitor, 'code-request-form').fill({ phone: phone.typed });
  const code = await codeBy(phone.address, () => page.send());
  await visitor.at('code-page').waitFor();
  return code;
}

const enterCode = async (visitor, code) => (await form(visitor, 'code-form').fill({ code })).send();

eachWay('a phone nobody has opens an account', 'phone-new', async (visitor) => {
  const phone = newPhone();
  await startSignIn(visitor, platformA);
  await follow(visitor, 'way-code');
  await visitor.audit('phone-code');
  await visitor.page.goBack();
  const code = await askForCode(visitor, phone);
  assert.ok(!(await visitor.at('code-page').textContent()).includes(phone.typed), 'the page shows the number');
  await visitor.audit('enter-code');
  await enterCode(visitor, code);
  assert.deepEqual(await passProvider(visitor), ['consent']);
  const { acr, amr } = await shownProof(visitor, platformA);
  assert.equal(acr, 'urn:yimen:acr:L1.A1');
  assert.deepEqual(amr, ['sms']);
});

eachWay('a confirmed phone signs its person in', 'phone-known', async (visitor) => {
  const person = await newcomer(visitor);
  const phone = await addPhone(visitor);
  await leaveHome(visitor);
  await openSignIn(visitor);
  await enterCode(visitor, await askForCode(visitor, phone));
  await openHome(visitor);
  assert.match(await visitor.at('account-name').textContent(), new RegExp(person.name));
});

withoutScript('the same phone is the same person', 'phone-again', async (visitor) => {
  const phone = newPhone();
  const subjects = [];
  for (const who of ['one', 'two']) {
    subjects.push(
      await elsewhere(visitor, who, async (browser) => {
        await startSignIn(browser, platformA);
        await enterCode(browser, await askForCode(browser, phone));
        await passProvider(browser);
        return shownSubject(browser);
      }),
    );
  }
  assert.equal(subjects[0], subjects[1]);
});

withoutScript('a wrong code is told and the right one still counts', 'phone-wrong', async (visitor) => {
  expectRefusals(visitor);
  await openSignIn(visitor);
  const code = await askForCode(visitor, newPhone());
  await enterCode(visitor, anotherThan(code));
  await visitor.at('error-summary').waitFor();
  await visitor.picture('wrong-code');
  await enterCode(visitor, code);
  assert.ok(await isSignedIn(visitor));
});

withoutScript('after too many guesses the right code counts no more', 'phone-guesses', async (visitor) => {
  expectRefusals(visitor);
  await openSignIn(visitor);
  const code = await askForCode(visitor, newPhone());
  for (let guess = 0; guess < GUESSES; guess += 1) {
    await enterCode(visitor, anotherThan(code));
    await visitor.at('error-summary').waitFor();
  }
  await enterCode(visitor, code);
  await visitor.at('error-summary').waitFor();
  assert.equal(await isSignedIn(visitor), false);
});

withoutScript('a code is good once', 'phone-twice', async (visitor) => {
  expectRefusals(visitor);
  await openSignIn(visitor);
  const code = await askForCode(visitor, newPhone());
  const address = visitor.page.url();
  await enterCode(visitor, code);
  await leaveHome(visitor);
  await visitor.open(address);
  await enterCode(visitor, code);
  assert.equal(await isSignedIn(visitor), false);
});

withoutScript('a code counts only in the browser that asked for it', 'phone-elsewhere', async (visitor) => {
  await openSignIn(visitor);
  const code = await askForCode(visitor, newPhone());
  const address = visitor.page.url();
  await elsewhere(visitor, 'thief', async (thief) => {
    expectRefusals(thief);
    await thief.open(address);
    assert.ok(!(await thief.at('code-form').isVisible()));
    assert.equal(await isSignedIn(thief), false);
  });
  await enterCode(visitor, code);
  assert.ok(await isSignedIn(visitor));
});

withoutScript('what is no number is told, and kept to be mended', 'phone-shape', async (visitor) => {
  expectRefusals(visitor);
  await openSignIn(visitor);
  await follow(visitor, 'way-code');
  await (await form(visitor, 'code-request-form').fill({ phone: '12345' })).send();
  await visitor.at('error-summary').waitFor();
  assert.equal(await visitor.at('phone').inputValue(), '12345');
  await visitor.picture('phone-problem');
});
