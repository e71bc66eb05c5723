// Every page and component of the provider, as the demonstration shows them, in light and dark, with and
// without script: nothing on the console, nothing wider than the window, a picture of each.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { issuer } from './settings.mjs';
import { closeBrowser, openVisitor } from './visitor.mjs';

after(closeBrowser);

async function galleryAddresses(visitor) {
  await visitor.open(`${issuer}/ui`);
  await visitor.at('gallery-index').waitFor();
  const links = visitor.at('gallery-index').locator('a');
  return links.evaluateAll((found) => found.map((link) => link.href));
}

for (const colorScheme of ['light', 'dark']) {
  test(`every page of the gallery is in order, ${colorScheme}`, async () => {
    const visitor = await openVisitor({ label: `gallery-${colorScheme}`, options: { colorScheme } });
    const addresses = await galleryAddresses(visitor);
    assert.ok(addresses.length >= 8, `only ${addresses.length} pages`);
    for (const address of addresses) {
      await visitor.open(address);
      await visitor.picture(address.split('/').at(-1));
    }
    await visitor.leave();
  });
}

test('every page of the gallery is in order without script', async () => {
  const visitor = await openVisitor({ label: 'gallery-plain', script: false });
  for (const address of await galleryAddresses(visitor)) {
    await visitor.open(address);
    assert.ok(await visitor.page.locator('h1').first().isVisible(), `${address} has no heading`);
  }
  await visitor.leave();
});
