// What axe-core finds wrong with a page as it stands: WCAG 2.2 at level AA and the practices beside it. Owns the
// choice of rules and how a finding is told; knows no page.
//
// axe-core: the reference implementation of the W3C's ACT rules. It runs inside the page, has no dependencies of its
// own, and is part of no build.

import axe from 'axe-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// WCAG 2.2 success criterion 1.4.6: 7:1, which is promised for large print only.
const ENHANCED = { 'color-contrast-enhanced': { enabled: true } };

/**
 * Findings on the page, one line each: rule, what it asks, where. `contrast` is `usual` (4.5:1) or `enhanced` (7:1).
 * The source goes in over the debugger's channel, which a content security policy does not govern.
 */
export async function findings(page, { contrast = 'usual' } = {}) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const options = {
    runOnly: { type: 'tag', values: TAGS },
    rules: contrast === 'enhanced' ? ENHANCED : {},
    resultTypes: ['violations'],
  };
  const { violations } = await page.evaluate((chosen) => globalThis.axe.run(document, chosen), options);
  return violations.map(told);
}

const told = ({ id, help, nodes }) => `${id} (${help}) at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`;
