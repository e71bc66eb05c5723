// The back-channel logout address of a relying party: checks logout tokens with jose and remembers them.

import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const LONGEST_WAIT_MS = 30_000;
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** Listens on the port of `address` until `close`; `next()` is the claims of the next logout token. */
export async function logoutReceiver(address, { issuer, audience, jwks_uri }) {
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  const waiting = [];
  const settle = (way, value) => waiting.splice(0).forEach((waiter) => waiter[way](value));
  const server = createServer(async (request, response) => {
    response.setHeader('cache-control', 'no-store');
    try {
      const token = new URLSearchParams(await bodyOf(request)).get('logout_token');
      settle('resolve', await verify(token, keys, { issuer, audience }));
      response.writeHead(200).end();
    } catch (error) {
      settle('reject', error);
      response.writeHead(400).end();
    }
  });
  const { hostname, port } = new URL(address);
  await new Promise((listening) => server.listen(Number(port), hostname, listening));
  return {
    next: () => within(new Promise((resolve, reject) => waiting.push({ resolve, reject }))),
    close: () => new Promise((closed) => server.close(closed).closeAllConnections()),
  };
}

async function within(news) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no logout token came')), LONGEST_WAIT_MS);
  });
  return Promise.race([news, late]).finally(() => clearTimeout(timer));
}

// OpenID Connect Back-Channel Logout 1.0 section 2.6.
async function verify(token, keys, { issuer, audience }) {
  const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer, audience, maxTokenAge: '2 minutes' });
  if (protectedHeader.typ !== 'logout+jwt') throw new Error(`typ is ${protectedHeader.typ}`);
  if (!payload.events?.[LOGOUT_EVENT]) throw new Error('no logout event');
  if (!payload.jti) throw new Error('no jti');
  if (payload.exp === undefined) throw new Error('no exp');
  if (payload.nonce !== undefined) throw new Error('a nonce is present');
  if (!payload.sub && !payload.sid) throw new Error('neither sub nor sid');
  return payload;
}

async function bodyOf(request) {
  if (request.method !== 'POST') throw new Error(request.method);
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
