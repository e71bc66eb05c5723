// One walk as a test: a browser is opened, the walk is walked, the browser is closed and must have nothing to complain
// about. Owns the naming of tests and pictures; knows no page.

import { test } from 'node:test';
import { openVisitor } from './visitor.mjs';

const LONGEST = { timeout: 120_000 };

/** Statuses with which the provider refuses a person: a field is wrong, a page is old or over, too many attempts. */
const REFUSALS = [400, 403, 404, 410, 422, 429];

/** Walks once with scripts and once without; `short` names the pictures. */
export function eachWay(name, short, walk) {
  withScript(name, short, walk);
  withoutScript(name, short, walk);
}

/** Walks with scripts only. */
export const withScript = (name, short, walk) =>
  test(`${name}, with script`, LONGEST, () => walked({ script: true, label: `${short}-script` }, walk));

/** Walks without scripts only. */
export const withoutScript = (name, short, walk) =>
  test(`${name}, without script`, LONGEST, () => walked({ script: false, label: `${short}-plain` }, walk));

/**
 * Opens another browser of the same kind beside the visitor's, walks in it and closes it. Returns what the walk
 * returns.
 */
export const elsewhere = (visitor, who, walk) =>
  walked({ script: visitor.script, label: `${visitor.label}-${who}` }, walk);

/** From here on the provider may refuse. */
export function expectRefusals(visitor) {
  for (const status of REFUSALS) visitor.expectStatus(status);
}

async function walked(opening, walk) {
  const visitor = await openVisitor(opening);
  try {
    const result = await walk(visitor);
    await visitor.leave();
    return result;
  } catch (error) {
    throw await visitor.abandon(error);
  }
}
