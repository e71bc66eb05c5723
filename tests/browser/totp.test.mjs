// The app that counts time: the vectors of its standards, and that it gives out nothing twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, codeOf, fromBase32 } from './totp.mjs';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

// RFC 6238 appendix B, the lines of SHA-1.
for (const [seconds, code] of [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
]) {
  test(`code at second ${seconds}`, () => {
    assert.equal(codeOf(fromBase32(SECRET), Math.floor(seconds / 30), 8), code);
  });
}

test('secret is read as pages show it', () => {
  assert.equal(fromBase32('gezd gnbv gy3t-qojq').toString(), '1234567890');
});

test('three codes are given out at once, each once', async () => {
  const app = new App(SECRET, () => 1_000_000_010);
  const codes = [await app.next(), await app.next(), await app.next()];
  const step = Math.floor(1_000_000_010 / 30);
  assert.deepEqual(codes, [-1, 0, 1].map((by) => codeOf(fromBase32(SECRET), step + by)));
});
