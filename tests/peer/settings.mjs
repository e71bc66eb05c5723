// What the tests run against: the file that the demonstration writes (YIMEN_DEMO names it), read once.
// Owns the shape of that file as these tests need it; nothing else here reads the environment.

import { readFileSync } from 'node:fs';

const path = process.env.YIMEN_DEMO;
if (!path) throw new Error('YIMEN_DEMO must name the demo.json of a running demonstration: see ./check peer-sqlite');

const facts = JSON.parse(readFileSync(path, 'utf8'));

/** Exact issuer identifier. */
export const issuer = facts.issuer;

/** A person who may sign in: `username` and `password`. */
export const person = facts.person;

/**
 * Clients by use: `confidential` (secret, refresh, logout addresses), `public` (no secret), `service`
 * (client credentials), `signing` (private_key_jwt, with `private_jwk`).
 */
export const clients = facts.clients;

/** The client of that use; a test that needs it is skipped, with this reason, where none is declared. */
export const lacks = (use) => (clients[use] ? false : `no client for ${use} is declared`);
