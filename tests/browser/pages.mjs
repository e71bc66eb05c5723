// The way from a platform through the provider's sign-in and back, as people go it, by test id. Owns the pages of a
// sign-in and the platforms'; asserts only that a page is there. The account's own pages are in `account.mjs`.

import { follow, form, press } from './form.mjs';
import { issuer } from './settings.mjs';

const MOST_PAGES = 8;

/** What a page of the provider is called, by the test id that tells it. */
const PAGES = {
  password: 'sign-in-form',
  second: 'second-page',
  consent: 'consent-form',
  register: 'register-form',
  'set-up': 'set-up-page',
};

/**
 * Answers every page of the provider until a platform is reached. Returns what was asked, in order: `password`,
 * `second`, `consent`. `app` is the person's app that counts time; `consent` is `allow` or `deny`.
 */
export async function passProvider(visitor, { person, app, picture = false, consent = 'allow' } = {}) {
  const answers = {
    password: () => enterPassword(visitor, person),
    second: async () => enterSecond(visitor, 'totp', await app.next()),
    consent: () => follow(visitor, consent),
  };
  const asked = [];
  while (asked.length < MOST_PAGES) {
    await visitor.page.waitForLoadState('load');
    if (!visitor.page.url().startsWith(issuer)) return asked;
    const page = await whichPage(visitor);
    if (picture) await visitor.audit(page);
    asked.push(page);
    await answers[page]();
  }
  throw new Error(`still at the provider after ${asked.join(', ')}: ${visitor.page.url()}`);
}

/** Which of `PAGES` the visitor is on. */
export async function whichPage(visitor) {
  for (const [page, id] of Object.entries(PAGES)) {
    if (await visitor.at(id).isVisible()) return page;
  }
  throw new Error(`an unknown page at ${visitor.page.url()}: ${await visitor.page.title()}`);
}

/** Fills in the sign-in page and sends it. */
export async function enterPassword(visitor, { username, password }) {
  const page = form(visitor, 'sign-in-form');
  // Who is only asked again finds the name filled in.
  if (await page.field('username').isEditable()) await page.fill({ username });
  await page.fill({ password });
  await page.send();
}

/** Answers the second step by `totp`, `recovery`, `sms` or `mail` with a code, changing to that method if need be. */
export async function enterSecond(visitor, method, code) {
  await chooseSecond(visitor, method);
  await (await form(visitor, 'second-form').fill({ code })).send();
}

/** Changes to that method of the second step, if another one is shown. */
export async function chooseSecond(visitor, method) {
  await visitor.at('second-page').waitFor();
  const other = visitor.at(`method-${method}`);
  if (await other.isVisible()) await press(visitor, other);
}

/** Fills in the registration page and sends it. */
export async function register(visitor, { username, password, name }) {
  const page = form(visitor, 'register-form');
  await page.fill({ username, display_name: name, password });
  await page.send();
}

/**
 * Opens a platform and presses a button that leads to the provider: `sign-in`, or `sign-in-strong`, which demands two
 * steps. The person is then at the provider, or back already.
 */
export async function startSignIn(visitor, platform, button = 'sign-in') {
  await visitor.open(`${platform}/`);
  await visitor.at('signed-out').waitFor();
  await follow(visitor, button);
}

/** The subject that the platform shows. */
export async function shownSubject(visitor) {
  await visitor.at('signed-in').waitFor();
  return (await visitor.at('claim-sub').textContent()).trim();
}

/** What the platform was told of how the person proved who they are: `acr`, and `amr` as a sorted list. */
export async function shownProof(visitor, platform) {
  const { signed_in: signedIn, acr, amr } = await visitor.json(`${platform}/session.json`);
  return { signedIn, acr, amr: amr?.toSorted() };
}

/** Signs out at the platform, confirming at the provider if it asks, and waits for the platform's farewell. */
export async function signOut(visitor, platform) {
  await visitor.open(`${platform}/`);
  await follow(visitor, 'sign-out');
  if (visitor.page.url().startsWith(issuer)) {
    await visitor.picture('sign-out-confirm');
    await press(visitor, visitor.at('sign-out').last());
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
