// Every page and component of the provider, as the demonstration shows them: open to everybody in each look, by
// keyboard alone, light enough for a slow line, and whole without script. A picture of each on a phone and a desk.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { issuer } from './settings.mjs';
import { closeBrowser, openVisitor } from './visitor.mjs';
import { weigh } from './weight.mjs';

const FEWEST = 8;
const MOST_BYTES = 60 * 1024;
const LONGEST = 900_000;
const PHONE = [360];
const TABLET = [768];
// Colours that are on their way to others cannot be judged.
const STILL = { reducedMotion: 'reduce' };

after(closeBrowser);

async function galleryAddresses(visitor) {
  await visitor.open(`${issuer}/ui`);
  await visitor.at('gallery-index').waitFor();
  const links = visitor.at('gallery-index').locator('a');
  const addresses = await links.evaluateAll((found) => found.map(({ href }) => href));
  assert.ok(addresses.length >= FEWEST, `only ${addresses.length} pages`);
  return addresses;
}

const nameOf = (address) => address.split('/').at(-1);

/** One browser goes through the whole gallery. */
const tour = (title, { label, prepare = async () => {}, ...opening }, look) =>
  test(`every page of the gallery ${title}`, { timeout: LONGEST }, async () => {
    const visitor = await openVisitor({ label, options: STILL, ...opening });
    await prepare(visitor);
    for (const address of await galleryAddresses(visitor)) {
      await visitor.open(address);
      await look(visitor, address);
    }
    await visitor.leave();
  });

const largePrint = (visitor) => visitor.open(`${issuer}/preferences?print=large&return=%2Fui`);
const english = (visitor) => visitor.open(`${issuer}/preferences?lang=en&return=%2Fui`);

async function auditInTheDark(visitor, address, options) {
  await visitor.page.emulateMedia({ colorScheme: 'dark' });
  await visitor.audit(`${nameOf(address)}-dark`, { widths: PHONE, ...options });
  await visitor.page.emulateMedia({ colorScheme: 'light' });
}

// The pages of the gallery come from no database: one run of them is enough for all.
const skip = process.env.YIMEN_BROWSER_GALLERY === 'skip' && 'looked at with the other database';

// Two at a time: a tour mostly waits for the browser.
describe('gallery', { concurrency: 2, timeout: LONGEST, skip }, () => {
  tour('is open to everybody', { label: 'gallery' }, async (visitor, address) => {
    await visitor.audit(nameOf(address));
    await auditInTheDark(visitor, address);
  });

  const large = { label: 'gallery-large', prepare: largePrint };
  tour('is open to everybody in large print', large, async (visitor, address) => {
    await visitor.audit(nameOf(address), { widths: PHONE, contrast: 'enhanced' });
    await auditInTheDark(visitor, address, { contrast: 'enhanced' });
  });

  tour('is open to everybody in English', { label: 'gallery-english', prepare: english }, (visitor, address) =>
    visitor.audit(nameOf(address), { widths: TABLET }));

  tour('can be walked with the Tab key', { label: 'gallery-keys' }, (visitor, address) =>
    visitor.walk(nameOf(address)));

  tour('is light and waits for no script', { label: 'gallery-weight' }, async (visitor, address) => {
    const { bytes, parts, blocking } = await weigh(visitor, address);
    assert.ok(bytes < MOST_BYTES, `${address} weighs ${bytes} bytes: ${JSON.stringify(parts)}`);
    assert.deepEqual(blocking, [], `${address} waits for scripts`);
  });

  tour('is whole without script', { label: 'gallery-plain', script: false }, async (visitor, address) => {
    assert.ok(await visitor.page.locator('h1').first().isVisible(), `${address} has no heading`);
  });
});
