// What the tests run against: the file that the demonstration writes (YIMEN_DEMO names it), read once.
// Owns the shape of that file as these tests need it; nothing else here reads the environment.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = process.env.YIMEN_DEMO;
if (!path) throw new Error('YIMEN_DEMO must name the demo.json of a running demonstration: see ./check browser-sqlite');

const facts = JSON.parse(readFileSync(path, 'utf8'));

/** Exact issuer identifier; pages live under it. */
export const issuer = facts.issuer;

/** A person who may sign in: `username` and `password`. */
export const person = facts.person;

/** Addresses of two regional platforms, without a slash at the end. */
export const [platformA, platformB] = facts.platforms.map((platform) => platform.url);

/** Address of the provider of text messages and mail, without a slash at the end. */
export const { messages } = facts;

/** The browser program. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Where pictures of pages go. */
export const pictures = fileURLToPath(new URL('./out/', import.meta.url));
