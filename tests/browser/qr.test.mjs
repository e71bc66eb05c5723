// A screen is signed in with a phone that is signed in: the picture goes through a camera, the number is compared, and
// every way in which it must not work does not.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { isSignedIn, leaveHome, newcomer, openHome, openSignIn, shownHistory } from './account.mjs';
import { scan } from './camera.mjs';
import { follow, form } from './form.mjs';
import { eachWay, expectRefusals, withoutScript } from './journey.mjs';
import { enterPassword, passProvider, shownProof, startSignIn } from './pages.mjs';
import { issuer, platformA } from './settings.mjs';
import { closeBrowser, openVisitor } from './visitor.mjs';

after(closeBrowser);

// A phone always runs scripts; the screen is what is tried with and without.
const PHONE = {
  userAgent: 'Mozilla/5.0 (Linux; Android 15; Phone) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
};

/** Walks with a screen and a phone. The phone belongs to somebody new, who is signed in on it. */
const together = (name, short, walk, ways = eachWay) =>
  ways(name, short, async (screen) => {
    const phone = await openVisitor({ label: `${screen.label}-phone`, options: PHONE });
    try {
      const person = await newcomer(phone);
      await walk(screen, phone, person);
    } catch (error) {
      throw await phone.abandon(error);
    }
    await phone.leave();
  });

/** The screen shows a picture, on the way to a platform or to the account itself. Returns the number beside it. */
async function showPicture(screen, platform) {
  if (platform) await startSignIn(screen, platform);
  else await openSignIn(screen);
  await follow(screen, 'way-qr');
  return (await screen.at('qr-number').textContent()).trim();
}

/** The phone's camera reads the screen's picture and the phone opens what it says. */
async function point(phone, screen) {
  const address = await scan(screen.at('qr'), phone.page);
  assert.ok(address.startsWith(`${issuer}/scan/`), address);
  await phone.open(address);
  return address;
}

/** The numbers among which the phone chooses. */
const offered = (phone) =>
  form(phone, 'scan-form').field('number').evaluateAll((found) => found.map(({ value }) => value));

async function allow(phone, number) {
  await phone.at('scan-page').waitFor();
  const page = await form(phone, 'scan-form').choose('number', number);
  await page.send('allow');
  await phone.at('scan-result-page').waitFor();
}

/** The screen learns what became of it: by itself with script, by pressing the button without. */
async function learn(screen, part) {
  if (!screen.script) await form(screen, 'finish-form').send('finish');
  await screen.at(part).waitFor();
}

async function goOn(screen) {
  if (screen.script) await screen.page.waitForURL((url) => !url.pathname.startsWith('/sign-in/qr'));
  else await form(screen, 'finish-form').send('finish');
}

together('a phone lets a screen in when the number is right', 'qr', async (screen, phone) => {
  const number = await showPicture(screen, platformA);
  await screen.audit('qr');
  await point(phone, screen);
  await phone.audit('scan');
  const numbers = await offered(phone);
  assert.ok(numbers.includes(number), numbers.join());
  assert.ok(numbers.length >= 3, numbers.join());
  await allow(phone, number);
  await phone.audit('scan-approved');
  await goOn(screen);
  assert.deepEqual(await passProvider(screen), ['consent']);
  const { acr, amr } = await shownProof(screen, platformA);
  assert.equal(acr, 'urn:yimen:acr:L1.A1');
  assert.deepEqual(amr, ['mca', 'pwd']);
  assert.ok((await shownHistory(phone)).includes('scan-approved'));
});

together('a wrong number lets nobody in, and the right one then neither', 'qr-number', async (screen, phone) => {
  expectRefusals(phone);
  const number = await showPicture(screen);
  const address = await point(phone, screen);
  const wrong = (await offered(phone)).find((candidate) => candidate !== number);
  await allow(phone, wrong);
  await phone.picture('wrong-number');
  await learn(screen, 'qr-denied');
  await screen.picture('denied');
  await phone.open(address);
  assert.ok(!(await phone.at('scan-form').isVisible()));
  assert.equal(await isSignedIn(screen), false);
});

together('allowing without a number asks for one', 'qr-no-number', async (screen, phone) => {
  expectRefusals(phone);
  await showPicture(screen);
  await point(phone, screen);
  await form(phone, 'scan-form').send('allow');
  await phone.at('error-summary').waitFor();
  await phone.audit('no-number');
  assert.equal(await isSignedIn(screen), false);
}, withoutScript);

together('the phone says no', 'qr-denied', async (screen, phone) => {
  await showPicture(screen, platformA);
  await point(phone, screen);
  await form(phone, 'scan-form').send('deny');
  await phone.at('scan-result-page').waitFor();
  await learn(screen, 'qr-denied');
  assert.ok((await shownHistory(phone)).includes('scan-denied'));
  await follow(screen, 'again-link');
  assert.ok(await screen.at('qr-waiting').isVisible());
});

together('the screen calls it off and the phone can do nothing more', 'qr-cancelled', async (screen, phone) => {
  expectRefusals(phone);
  const number = await showPicture(screen);
  await point(phone, screen);
  await form(screen, 'cancel-form').send('cancel');
  await screen.at('sign-in-form').waitFor();
  await allow(phone, number);
  assert.equal(await isSignedIn(screen), false);
});

together('pressing on before the phone has answered changes nothing', 'qr-early', async (screen, phone) => {
  const number = await showPicture(screen);
  await form(screen, 'finish-form').send('finish');
  assert.ok(await screen.at('notice').isVisible());
  assert.equal((await screen.at('qr-number').textContent()).trim(), number);
  await screen.picture('too-early');
  await point(phone, screen);
  await allow(phone, number);
  await goOn(screen);
  await screen.at('home-page').waitFor();
});

together('another browser can neither see nor finish it', 'qr-elsewhere', async (screen, phone) => {
  const number = await showPicture(screen);
  const address = screen.page.url();
  const scanned = await form(screen, 'finish-form').field('scan').inputValue();
  const thief = await openVisitor({ label: `${screen.label}-thief`, script: false });
  await thief.open(address);
  const own = form(thief, 'finish-form');
  assert.notEqual(await own.field('scan').inputValue(), scanned);
  await point(phone, screen);
  await allow(phone, number);
  await own.field('scan').evaluate((field, value) => field.setAttribute('value', value), scanned);
  await own.send('finish');
  assert.equal(await isSignedIn(thief), false);
  await thief.leave();
  await goOn(screen);
  await screen.at('home-page').waitFor();
}, withoutScript);

together('a phone that is signed out signs in first and comes back', 'qr-signed-out', async (screen, phone, person) => {
  await leaveHome(phone);
  const number = await showPicture(screen);
  await point(phone, screen);
  await phone.at('sign-in-form').waitFor();
  await enterPassword(phone, person);
  await allow(phone, number);
  await goOn(screen);
  await screen.at('home-page').waitFor();
}, withoutScript);

together('the phone sees the screen among its devices and can end it', 'qr-ended', async (screen, phone) => {
  const number = await showPicture(screen);
  await point(phone, screen);
  await allow(phone, number);
  await goOn(screen);
  await screen.at('home-page').waitFor();
  await openHome(phone, 'devices');
  await phone.picture('devices');
  await follow(phone, 'end-all');
  assert.equal(await isSignedIn(screen), false);
}, withoutScript);
