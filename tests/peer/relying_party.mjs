// A relying party made of openid-client: configured from discovery, signs a person on, nothing by hand.

import * as oidc from 'openid-client';
import { importJWK } from 'jose';
import { clients, issuer } from './settings.mjs';

const overLoopback = { execute: [oidc.allowInsecureRequests] };

/** Discovery for the client of that use, authenticated as it is declared. */
export async function relyingParty(use) {
  const { client_id } = clients[use];
  return oidc.discovery(new URL(issuer), client_id, {}, await authentication(clients[use]), overLoopback);
}

async function authentication({ client_secret, private_jwk }) {
  if (private_jwk) return oidc.PrivateKeyJwt({ key: await importJWK(private_jwk), kid: private_jwk.kid });
  return client_secret ? oidc.ClientSecretBasic(client_secret) : oidc.None();
}

/**
 * Code flow with PKCE, state and nonce. `parameters` are added to the request; `pushed` sends it by PAR.
 * Returns the tokens as openid-client checked them, and the address the person came back to.
 */
export async function signOn(config, use, person, { parameters = {}, pushed = false } = {}) {
  const { redirect_uri } = clients[use];
  const verifier = oidc.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier: verifier, expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
  const request = {
    redirect_uri,
    scope: 'openid',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...parameters,
  };
  const build = pushed ? oidc.buildAuthorizationUrlWithPAR : oidc.buildAuthorizationUrl;
  const url = await build(config, request);
  const callback = await person.visit(url, redirect_uri);
  const tokens = await oidc.authorizationCodeGrant(config, callback, { ...checks, idTokenExpected: true });
  return { tokens, callback, url };
}
