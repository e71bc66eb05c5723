// Discovery as a stock client reads it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oidc from 'openid-client';
import { clients, issuer } from './settings.mjs';
import { relyingParty } from './relying_party.mjs';

test('openid discovery configures the client', async () => {
  const server = (await relyingParty('confidential')).serverMetadata();
  assert.equal(server.issuer, issuer);
  assert.ok(server.supportsPKCE('S256'));
  assert.deepEqual(server.response_types_supported, ['code']);
  assert.equal(server.authorization_response_iss_parameter_supported, true);
});

test('authorization server metadata says the same', async () => {
  const options = { algorithm: 'oauth2', execute: [oidc.allowInsecureRequests] };
  const oauth = await oidc.discovery(new URL(issuer), clients.confidential.client_id, {}, oidc.None(), options);
  const openid = await relyingParty('confidential');
  assert.deepEqual({ ...oauth.serverMetadata() }, { ...openid.serverMetadata() });
});

test('published keys are public and have distinct ids', async () => {
  const { jwks_uri } = (await relyingParty('confidential')).serverMetadata();
  const { keys } = await (await fetch(jwks_uri)).json();
  assert.ok(keys.length > 0);
  assert.equal(new Set(keys.map((key) => key.kid)).size, keys.length);
  for (const key of keys) {
    for (const member of ['d', 'p', 'q', 'k']) assert.equal(key[member], undefined, `${key.kid} shows ${member}`);
  }
});
