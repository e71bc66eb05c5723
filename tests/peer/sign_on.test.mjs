// Signing on through a stock client.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oidc from 'openid-client';
import { clients, issuer, lacks, person } from './settings.mjs';
import { Person } from './person.mjs';
import { relyingParty, signOn } from './relying_party.mjs';

test('code flow with PKCE gives an identity the client accepts', async () => {
  const config = await relyingParty('confidential');
  const { tokens, callback } = await signOn(config, 'confidential', new Person(person));
  const claims = tokens.claims();
  assert.equal(claims.iss, issuer);
  assert.equal(claims.aud, clients.confidential.client_id);
  assert.ok(claims.sub && claims.auth_time && claims.sid);
  assert.equal(tokens.token_type, 'bearer');
  assert.equal(callback.searchParams.get('iss'), issuer);
});

test('user info is about the same person', async () => {
  const config = await relyingParty('confidential');
  const { tokens } = await signOn(config, 'confidential', new Person(person));
  const { sub } = tokens.claims();
  const info = await oidc.fetchUserInfo(config, tokens.access_token, sub);
  assert.equal(info.sub, sub);
});

test('second sign-on asks nothing', async () => {
  const config = await relyingParty('confidential');
  const visitor = new Person(person);
  const first = await signOn(config, 'confidential', visitor);
  visitor.asked.length = 0;
  const second = await signOn(config, 'confidential', visitor, { parameters: { prompt: 'none' } });
  assert.deepEqual(visitor.asked, []);
  assert.equal(second.tokens.claims().sub, first.tokens.claims().sub);
  assert.equal(second.tokens.claims().auth_time, first.tokens.claims().auth_time);
});

test('prompt none without a session is answered with login_required', async () => {
  const config = await relyingParty('confidential');
  await assert.rejects(
    signOn(config, 'confidential', new Person(person), { parameters: { prompt: 'none' } }),
    (error) => error.error === 'login_required',
  );
});

test('prompt login asks for the password again', async () => {
  const config = await relyingParty('confidential');
  const visitor = new Person(person);
  await signOn(config, 'confidential', visitor);
  visitor.asked.length = 0;
  await signOn(config, 'confidential', visitor, { parameters: { prompt: 'login' } });
  assert.ok(visitor.asked.includes('password'));
});

test('answer by form post is accepted', async () => {
  const config = await relyingParty('confidential');
  const parameters = { response_mode: 'form_post' };
  const { callback } = await signOn(config, 'confidential', new Person(person), { parameters });
  assert.ok(callback.searchParams.get('code'));
});

test('request pushed beforehand shows nothing in the address', async () => {
  const config = await relyingParty('confidential');
  const { url, tokens } = await signOn(config, 'confidential', new Person(person), { pushed: true });
  assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
  assert.ok(tokens.claims().sub);
});

test('public client signs on without a secret', { skip: lacks('public') }, async () => {
  const { tokens } = await signOn(await relyingParty('public'), 'public', new Person(person));
  assert.equal(tokens.claims().aud, clients.public.client_id);
});

test('client with a private key signs on without a secret', { skip: lacks('signing') }, async () => {
  const { tokens } = await signOn(await relyingParty('signing'), 'signing', new Person(person));
  assert.equal(tokens.claims().aud, clients.signing.client_id);
});

test('two platforms know the person under different names', { skip: lacks('public') }, async () => {
  const visitor = new Person(person);
  const one = await signOn(await relyingParty('confidential'), 'confidential', visitor);
  const other = await signOn(await relyingParty('public'), 'public', visitor);
  assert.notEqual(one.tokens.claims().sub, other.tokens.claims().sub);
});
