// What a page weighs: the document and everything it loads, as the browser gets it before compression. Owns the
// counting; knows no page and no limit.

/**
 * Opens the address with an empty cache. Returns `bytes`, `parts` (bytes of each answer by address, the icon
 * included) and `blocking`: scripts the first paint waits for.
 */
export async function weigh(visitor, address) {
  const { page, context } = visitor;
  const weighings = [];
  const note = (response) => weighings.push(...(counts(response) ? [weighAnswer(response)] : []));
  const debug = await context.newCDPSession(page);
  await debug.send('Network.setCacheDisabled', { cacheDisabled: true });
  page.on('response', note);
  await page.goto(address, { waitUntil: 'load' });
  page.off('response', note);
  const parts = Object.fromEntries(await Promise.all([...weighings, ...(await icons(visitor))]));
  await debug.detach();
  const bytes = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { bytes, parts, blocking: await blockingScripts(page) };
}

// A redirect has no body to get. The browser asks for the icon, of type `other`, when it likes: see `icons`.
const counts = (response) =>
  (response.status() < 300 || response.status() >= 400) && response.request().resourceType() !== 'other';

const weighAnswer = async (response) => [response.url(), (await response.body()).length];

async function icons({ page, context }) {
  const addresses = await page.locator('link[rel~="icon"]').evaluateAll((links) => links.map((link) => link.href));
  const ours = addresses.filter((address) => address.startsWith('http'));
  return Promise.all(ours.map(async (address) => weighAnswer(await context.request.get(address))));
}

const blockingScripts = (page) =>
  page
    .locator('script[src]:not([defer]):not([async]):not([type="module"])')
    .evaluateAll((scripts) => scripts.map((script) => script.src));
