// A person with a browser that runs no script: cookies, redirects followed one by one, forms filled in.
// Knows the names of form fields (username, password, decision) and what agreeing is called, nothing else.

import { readForms } from './forms.mjs';

const MOST_STEPS = 20;
/** What a willing person answers when a page offers a `decision`. */
const WILLING = ['allow', 'sign-out'];

export class Person {
  #cookies = new Map();

  constructor({ username, password }) {
    this.answers = { username, password };
    /** Forms filled in so far, by what they asked: `password`, `decision`, `other`. */
    this.asked = [];
  }

  /**
   * Goes to `url` and does what the pages ask until one leads to an address that starts with `goal`.
   * Returns that address as a URL; parameters of a self-posting form are added to it as a query.
   */
  async visit(url, goal) {
    let step = { url: String(url) };
    for (let count = 0; count < MOST_STEPS; count += 1) {
      if (step.url.startsWith(goal)) return arrival(step);
      step = await this.#next(step);
    }
    throw new Error(`not at ${goal} after ${MOST_STEPS} pages`);
  }

  /** Like `visit`, but for a page that is the end of the way: its status and text. */
  async read(url) {
    let step = { url: String(url) };
    for (let count = 0; count < MOST_STEPS; count += 1) {
      const response = await this.#fetch(step);
      const location = response.headers.get('location');
      if (!location) return { status: response.status, url: step.url, text: await response.text() };
      step = { url: new URL(location, step.url).href };
    }
    throw new Error('redirected without end');
  }

  async #next(step) {
    const response = await this.#fetch(step);
    const location = response.headers.get('location');
    // RFC 9700 section 4.12: after a form that carried a password only 302 and 303 may follow.
    if (location) return { url: new URL(location, step.url).href };
    const page = await response.text();
    const form = this.#choose(readForms(page));
    if (!form) throw new Error(`${step.url} answered ${response.status} without a form to go on:\n${page.slice(0, 2000)}`);
    return { url: new URL(form.action || step.url, step.url).href, body: this.#fill(form) };
  }

  #choose(forms) {
    const asks = (name) => forms.find((form) => form.method === 'post' && form.fields.has(name));
    return asks('password') ?? asks('decision') ?? forms.find((form) => form.method === 'post');
  }

  #fill(form) {
    const body = new URLSearchParams();
    for (const [name, offered] of form.fields) body.set(name, this.#answer(name, offered));
    this.asked.push(['password', 'decision'].find((name) => form.fields.has(name)) ?? 'other');
    return body;
  }

  #answer(name, offered) {
    if (name === 'decision') return WILLING.find((decision) => offered.includes(decision)) ?? offered[0];
    return this.answers[name] ?? offered[0];
  }

  async #fetch({ url, body }) {
    const { hostname } = new URL(url);
    const headers = { accept: 'text/html', cookie: this.#cookieHeader(hostname), origin: new URL(url).origin };
    if (!body) delete headers.origin;
    const method = body ? 'POST' : 'GET';
    const response = await fetch(url, { method, body, headers, redirect: 'manual' });
    this.#keep(hostname, response.headers.getSetCookie());
    return response;
  }

  #cookieHeader(hostname) {
    const kept = this.#cookies.get(hostname) ?? new Map();
    return [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  // RFC 6265 section 5.3, as far as one person on loopback hosts needs it: by host, an ended one is removed.
  #keep(hostname, lines) {
    const kept = this.#cookies.get(hostname) ?? new Map();
    this.#cookies.set(hostname, kept);
    for (const line of lines) {
      const [pair, ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      if (attributes.some(hasEnded)) kept.delete(name);
      else kept.set(name, pair.slice(at + 1).trim());
    }
  }
}

function hasEnded(attribute) {
  const [name, value = ''] = attribute.trim().split('=');
  if (name.toLowerCase() === 'max-age') return Number(value) <= 0;
  return name.toLowerCase() === 'expires' && Date.parse(value) <= Date.now();
}

// OAuth 2.0 Form Post Response Mode: the answer comes as a form that posts itself to the client.
function arrival({ url, body }) {
  const at = new URL(url);
  for (const [name, value] of body ?? []) at.searchParams.append(name, value);
  return at;
}
