// Tokens after the sign-on: refresh, use by a service, inspection, revocation.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { clients, issuer, lacks, person } from './settings.mjs';
import { Person } from './person.mjs';
import { relyingParty, signOn } from './relying_party.mjs';

const lasting = { parameters: { scope: 'openid offline_access', prompt: 'consent' } };

test('refresh gives new tokens for the same person', async () => {
  const config = await relyingParty('confidential');
  const { tokens } = await signOn(config, 'confidential', new Person(person), lasting);
  const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  assert.notEqual(renewed.access_token, tokens.access_token);
  assert.notEqual(renewed.refresh_token, tokens.refresh_token);
  assert.equal(renewed.claims()?.sub ?? tokens.claims().sub, tokens.claims().sub);
});

test('refresh with a token nobody gave is refused', async () => {
  const config = await relyingParty('confidential');
  await assert.rejects(oidc.refreshTokenGrant(config, 'never-given'), (error) => error.error === 'invalid_grant');
});

test('code works once', async () => {
  const config = await relyingParty('confidential');
  const { callback } = await signOn(config, 'confidential', new Person(person));
  const again = oidc.genericGrantRequest(config, 'authorization_code', {
    code: callback.searchParams.get('code'),
    redirect_uri: clients.confidential.redirect_uri,
    code_verifier: oidc.randomPKCECodeVerifier(),
  });
  await assert.rejects(again, (error) => error.error === 'invalid_grant');
});

// RFC 9068 section 4: what a resource server checks.
test('access token is verified with the published keys', async () => {
  const config = await relyingParty('confidential');
  const { tokens } = await signOn(config, 'confidential', new Person(person));
  const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
  const { payload } = await jwtVerify(tokens.access_token, keys, { issuer, typ: 'at+jwt' });
  assert.equal(payload.client_id, clients.confidential.client_id);
  assert.ok(payload.aud && payload.exp && payload.iat && payload.jti && payload.sub);
});

test('service gets a token for itself', { skip: lacks('service') }, async () => {
  const tokens = await oidc.clientCredentialsGrant(await relyingParty('service'));
  assert.ok(tokens.access_token);
  assert.equal(tokens.refresh_token, undefined);
  assert.equal(tokens.id_token, undefined);
});

test('inspection tells a living token from a revoked one', async () => {
  const config = await relyingParty('confidential');
  const { tokens } = await signOn(config, 'confidential', new Person(person), lasting);
  assert.equal((await oidc.tokenIntrospection(config, tokens.refresh_token)).active, true);
  await oidc.tokenRevocation(config, tokens.refresh_token);
  assert.equal((await oidc.tokenIntrospection(config, tokens.refresh_token)).active, false);
  await assert.rejects(
    oidc.refreshTokenGrant(config, tokens.refresh_token),
    (error) => error.error === 'invalid_grant',
  );
});
