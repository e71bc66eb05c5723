// Signing out at one client: the person comes back, the session is over, the other side is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oidc from 'openid-client';
import { clients, issuer, person } from './settings.mjs';
import { Person } from './person.mjs';
import { logoutReceiver } from './receiver.mjs';
import { relyingParty, signOn } from './relying_party.mjs';

const { client_id, post_logout_redirect_uri, backchannel_logout_uri } = clients.confidential;

const endSession = (config, tokens, state) =>
  oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri, state });

async function told(config) {
  const { jwks_uri } = config.serverMetadata();
  return logoutReceiver(backchannel_logout_uri, { issuer, audience: client_id, jwks_uri });
}

test('person comes back with the state and the session is over', async (context) => {
  const config = await relyingParty('confidential');
  const receiver = await told(config);
  context.after(receiver.close);
  const visitor = new Person(person);
  const { tokens } = await signOn(config, 'confidential', visitor);
  const back = await visitor.visit(endSession(config, tokens, 'kept-as-sent'), post_logout_redirect_uri);
  assert.equal(back.searchParams.get('state'), 'kept-as-sent');
  await assert.rejects(
    signOn(config, 'confidential', visitor, { parameters: { prompt: 'none' } }),
    (error) => error.error === 'login_required',
  );
});

test('client is told by a logout token it can verify', async (context) => {
  const config = await relyingParty('confidential');
  const receiver = await told(config);
  context.after(receiver.close);
  const visitor = new Person(person);
  const { tokens } = await signOn(config, 'confidential', visitor);
  const news = receiver.next();
  await visitor.visit(endSession(config, tokens, 'x'), post_logout_redirect_uri);
  const claims = await news;
  assert.equal(claims.sid, tokens.claims().sid);
  if (claims.sub !== undefined) assert.equal(claims.sub, tokens.claims().sub);
});

// OpenID Connect RP-Initiated Logout 1.0 section 3: an address that is not registered gets no redirect.
test('foreign return address is shown a page and no redirect', async () => {
  const config = await relyingParty('confidential');
  const visitor = new Person(person);
  const { tokens } = await signOn(config, 'confidential', visitor);
  const url = endSession(config, tokens, 'x');
  url.searchParams.set('post_logout_redirect_uri', 'https://attacker.example/');
  const page = await visitor.read(url);
  assert.equal(new URL(page.url).origin, new URL(issuer).origin);
});
