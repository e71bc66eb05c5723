// The virtual authenticator itself, on a page that only creates and asks: what journeys with passkeys stand on.

import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { DEVICE_BOUND, plugIn, SECURITY_KEY, SYNCED } from './authenticator.mjs';
import { closeBrowser, openVisitor } from './visitor.mjs';

const PAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Door</title>';
const FLAG = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10 };

let server;
let origin;

before(async () => {
  server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(PAGE));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://localhost:${server.address().port}`;
});

after(async () => {
  await closeBrowser();
  server.close();
});

/** A visitor of the page with an authenticator that already holds one passkey. */
async function equipped(kind) {
  const visitor = await openVisitor({ label: 'authenticator' });
  await visitor.open(`${origin}/`);
  const authenticator = await plugIn(visitor, kind);
  const publicKey = await visitor.page.evaluate(create);
  return { visitor, authenticator, publicKey };
}

async function create() {
  const bytes = (length) => crypto.getRandomValues(new Uint8Array(length));
  const { response } = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(32),
      rp: { id: 'localhost', name: 'Door' },
      user: { id: bytes(16), name: 'guest', displayName: 'Guest' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    },
  });
  return Array.from(new Uint8Array(response.getPublicKey()));
}

// Flags and counter of what the authenticator signed (Web Authentication Level 3 section 6.1).
async function ask({ mediation } = {}) {
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const publicKey = { challenge, rpId: 'localhost', userVerification: 'preferred', timeout: 2000 };
  const { response } = await navigator.credentials.get({ publicKey, mediation });
  const data = new DataView(response.authenticatorData);
  const list = (buffer) => Array.from(new Uint8Array(buffer));
  return {
    flags: data.getUint8(32),
    counter: data.getUint32(33),
    signed: [response.authenticatorData, response.clientDataJSON, response.signature].map(list),
  };
}

// Web Authentication Level 3 section 7.2, steps 20 and 21.
function sound(publicKey, [data, client, signature]) {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const signed = Buffer.concat([Buffer.from(data), createHash('sha256').update(Buffer.from(client)).digest()]);
  return verify('sha256', signed, key, Buffer.from(signature));
}

const set = (flags) => Object.keys(FLAG).filter((name) => flags & FLAG[name]);

for (const [name, kind, flags] of [
  ['synced passkey', SYNCED, ['userPresent', 'userVerified', 'backupEligible', 'backedUp']],
  ['device-bound passkey', DEVICE_BOUND, ['userPresent', 'userVerified']],
  ['security key', SECURITY_KEY, ['userPresent', 'userVerified']],
]) {
  test(`${name} says what it is`, async () => {
    const { visitor } = await equipped(kind);
    assert.deepEqual(set((await visitor.page.evaluate(ask)).flags), flags);
    await visitor.leave();
  });
}

test('authenticator outlives the page', async () => {
  const { visitor } = await equipped(SYNCED);
  await visitor.open(`${origin}/another`);
  assert.ok((await visitor.page.evaluate(ask)).flags & FLAG.userPresent);
  await visitor.leave();
});

test('person who fails to prove to be the owner is let through nowhere', async () => {
  const { visitor, authenticator } = await equipped(SYNCED);
  await authenticator.verifyUser(false);
  await assert.rejects(visitor.page.evaluate(ask), /NotAllowedError/);
  await visitor.leave();
});

test('key that cannot tell its owner says so by the flag, and its signature is right', async () => {
  const { visitor, authenticator, publicKey } = await equipped(DEVICE_BOUND);
  await authenticator.distort({ isBadUV: true });
  const { flags, signed } = await visitor.page.evaluate(ask);
  assert.deepEqual(set(flags), ['userPresent']);
  assert.ok(sound(publicKey, signed));
  await visitor.leave();
});

test('forged signature is wrong, and the next one right', async () => {
  const { visitor, authenticator, publicKey } = await equipped(SYNCED);
  await authenticator.distort({ isBogusSignature: true });
  assert.ok(!sound(publicKey, (await visitor.page.evaluate(ask)).signed));
  await authenticator.distort();
  assert.ok(sound(publicKey, (await visitor.page.evaluate(ask)).signed));
  await visitor.leave();
});

test('conditional request is answered from the list', async () => {
  const { visitor } = await equipped(SYNCED);
  const { flags } = await visitor.page.evaluate(ask, { mediation: 'conditional' });
  assert.ok(flags & FLAG.userPresent);
  await visitor.leave();
});

test('conditional request waits for a touch and gives way to a request by hand', async () => {
  const { visitor, authenticator } = await equipped(SYNCED);
  await authenticator.touch(false);
  const byHand = await visitor.page.evaluate(offerThenAsk);
  assert.deepEqual(byHand, { offered: 'AbortError', asked: 'NotAllowedError' });
  await authenticator.touch(true);
  assert.ok(await visitor.page.evaluate(ask));
  await visitor.leave();
});

async function offerThenAsk() {
  const publicKey = { challenge: new Uint8Array(32), rpId: 'localhost', timeout: 1000 };
  const offer = new AbortController();
  const failure = (request) => request.then(() => 'answered', (error) => error.name);
  const offered = failure(navigator.credentials.get({ publicKey, mediation: 'conditional', signal: offer.signal }));
  await new Promise((later) => setTimeout(later, 200));
  offer.abort();
  return { offered: await offered, asked: await failure(navigator.credentials.get({ publicKey })) };
}

test('copy of an older day counts from there', async () => {
  const { visitor, authenticator } = await equipped(DEVICE_BOUND);
  for (let use = 0; use < 3; use += 1) await visitor.page.evaluate(ask);
  const [credential] = await authenticator.credentials();
  await authenticator.fallBack(credential, 1);
  const { counter } = await visitor.page.evaluate(ask);
  assert.ok(counter <= credential.signCount, `${counter} is above ${credential.signCount}`);
  await visitor.leave();
});

test('passkey is carried to another browser', async () => {
  const { visitor, authenticator } = await equipped(SYNCED);
  const [credential] = await authenticator.credentials();
  const other = await openVisitor({ label: 'authenticator' });
  await other.open(`${origin}/`);
  await (await plugIn(other, SYNCED)).hold(credential);
  assert.ok(await other.page.evaluate(ask));
  for (const leaving of [visitor, other]) await leaving.leave();
});

test('authenticator without passkeys answers nothing', async () => {
  const { visitor, authenticator } = await equipped(SYNCED);
  const [credential] = await authenticator.credentials();
  await authenticator.drop(credential);
  await assert.rejects(visitor.page.evaluate(ask), /NotAllowedError/);
  await visitor.leave();
});
