// The pages as people use them, by test id: the provider's and the platforms'. Owns the test ids; asserts only
// that a page is there.

import { issuer } from './settings.mjs';

/** What the provider asked on the way, in order: `password`, `register`, `consent`. */
export async function passProvider(visitor, { person, picture = false, consent = 'allow' } = {}) {
  const asked = [];
  for (let step = 0; step < 6; step += 1) {
    await visitor.page.waitForLoadState('load');
    if (!visitor.page.url().startsWith(issuer)) return asked;
    const page = await whichPage(visitor);
    if (picture) await visitor.picture(page);
    asked.push(page);
    if (page === 'password') await enterPassword(visitor, person);
    else await Promise.all([visitor.page.waitForNavigation(), visitor.at(consent).click()]);
  }
  throw new Error(`still at the provider after ${asked.join(', ')}: ${visitor.page.url()}`);
}

async function whichPage(visitor) {
  const forms = { password: 'sign-in-form', consent: 'consent-form' };
  for (const [page, form] of Object.entries(forms)) {
    if (await visitor.at(form).isVisible()) return page;
  }
  throw new Error(`neither sign-in nor consent at ${visitor.page.url()}: ${await visitor.page.title()}`);
}

/** Fills in the sign-in page and sends it. */
export async function enterPassword(visitor, { username, password }) {
  await visitor.at('username').fill(username);
  await visitor.at('password').fill(password);
  await send(visitor, 'sign-in-form');
}

/** Fills in the registration page and sends it. */
export async function register(visitor, { username, password, name, phone }) {
  await visitor.at('username').fill(username);
  await visitor.at('display-name').fill(name);
  await visitor.at('phone').fill(phone);
  await visitor.at('password').fill(password);
  await send(visitor, 'register-form');
}

async function send(visitor, form) {
  const button = visitor.at(form).getByTestId('submit');
  await Promise.all([visitor.page.waitForNavigation(), button.click()]);
}

/** Opens a platform and presses its sign-in button; the person is then at the provider, or back already. */
export async function startSignIn(visitor, platform) {
  await visitor.open(`${platform}/`);
  await visitor.at('signed-out').waitFor();
  await Promise.all([visitor.page.waitForNavigation(), visitor.at('sign-in').first().click()]);
}

/** The subject that the platform shows. */
export async function shownSubject(visitor) {
  await visitor.at('signed-in').waitFor();
  return (await visitor.at('claim-sub').textContent()).trim();
}

/** Signs out at the platform, confirming at the provider if it asks, and waits for the platform's farewell. */
export async function signOut(visitor, platform) {
  await visitor.open(`${platform}/`);
  await Promise.all([visitor.page.waitForNavigation(), visitor.at('sign-out').click()]);
  if (visitor.page.url().startsWith(issuer)) {
    await visitor.picture('sign-out-confirm');
    await Promise.all([visitor.page.waitForNavigation(), visitor.at('sign-out').last().click()]);
  }
  await visitor.at('signed-out-page').waitFor();
}

/** Waits until the platform has received a logout for that session; gives up after 20 seconds. */
export async function logoutReceived(visitor, platform, sid) {
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    const { events } = await visitor.json(`${platform}/events`);
    const event = events.find((candidate) => candidate.sid === sid && candidate.channel === 'back');
    if (event) return event;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`${platform} was not told that ${sid} ended`);
}
