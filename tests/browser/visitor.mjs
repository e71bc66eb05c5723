// A person's browser, watched: nothing may be reported on its console, no answer may be an error, nothing may
// come from elsewhere, no page may be wider than the window, and a page that is audited must be open to everybody.
// Owns the watching and the pictures; knows no page.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { chromium as launcher } from 'playwright-core';
import { findings } from './audit.mjs';
import { walk } from './keyboard.mjs';
import { chromium, pictures } from './settings.mjs';

/** Widths of a phone, a tablet and a desk, in CSS pixels. */
export const WIDTHS = [360, 768, 1280];
const PICTURED = [360, 1280];
const HEIGHT = 800;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '127.0.0.2', '127.0.0.3', '[::1]']);
const FLAGS = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'];

let launching;

/** Ends the browser; for `after` of a test file. */
export const closeBrowser = async () => (await launching)?.close();

/**
 * Opens a browser without memory. `script: false` switches scripts off; `label` names its pictures; `options`
 * go to Playwright as they are.
 */
export async function openVisitor({ script = true, label, options = {} }) {
  mkdirSync(pictures, { recursive: true });
  // Kept before it is there: visitors who come at once share it.
  launching ??= launcher.launch({ executablePath: chromium, args: FLAGS });
  const browser = await launching;
  const context = await browser.newContext({
    javaScriptEnabled: script,
    locale: 'zh-CN',
    viewport: { width: WIDTHS.at(-1), height: HEIGHT },
    ...options,
  });
  return new Visitor(context, await context.newPage(), { label, script });
}

class Visitor {
  #complaints = [];
  #expected = new Set();
  #taken = 0;

  constructor(context, page, { label, script }) {
    Object.assign(this, { context, page, label, script });
    page.setDefaultTimeout(15_000);
    context.on('console', (message) => this.#heard(message));
    context.on('weberror', (error) => this.#complain(`script error: ${error.error().message}`));
    context.on('request', (request) => this.#asked(request));
    context.on('response', (response) => this.#answered(response));
  }

  /** Answers with this status are part of the journey from here on. */
  expectStatus(status) {
    this.#expected.add(status);
  }

  /** The element with that test id. */
  at(id) {
    return this.page.getByTestId(id);
  }

  async open(url) {
    await this.page.goto(url, { waitUntil: 'load' });
  }

  /** JSON at an address, asked with the cookies of this browser. */
  async json(url) {
    const response = await this.context.request.get(url, { headers: { accept: 'application/json' } });
    assert.ok(response.ok(), `${url} answered ${response.status()}`);
    return response.json();
  }

  /** Takes a picture of the whole page on a phone and on a desk, and checks that the page fits. */
  async picture(name) {
    this.#taken += 1;
    for (const width of PICTURED) {
      await this.#fit(name, width);
      await this.#shoot(name, width);
    }
  }

  /**
   * Everything `picture` does, and axe at each width; `widths` and `contrast` (see `findings`) may be chosen. With
   * script switched off axe cannot run either: the page is only looked at.
   */
  async audit(name, { widths = WIDTHS, contrast = 'usual' } = {}) {
    this.#taken += 1;
    const foundAt = new Map();
    for (const width of widths) {
      await this.#fit(name, width);
      const found = this.script ? await findings(this.page, { contrast }) : [];
      for (const finding of found) foundAt.set(finding, [...(foundAt.get(finding) ?? []), width]);
      if (PICTURED.includes(width)) await this.#shoot(name, width);
    }
    for (const [finding, where] of foundAt) this.#complain(`${name} at ${where.join(', ')}: ${finding}`);
  }

  /** Walks the page with the Tab key: every control is reached and shows that it is. */
  async walk(name) {
    const { problems } = await walk(this.page);
    for (const problem of problems) this.#complain(`${name} by keyboard: ${problem}`);
  }

  async #fit(name, width) {
    await this.page.setViewportSize({ width, height: HEIGHT });
    const scrollWidth = await this.page.evaluate(() => document.documentElement.scrollWidth);
    if (scrollWidth > width) this.#complain(`${name} is ${scrollWidth} px wide in a window of ${width}`);
  }

  async #shoot(name, width) {
    const number = String(this.#taken).padStart(2, '0');
    await this.page.screenshot({ path: `${pictures}${this.label}-${number}-${name}-${width}.png`, fullPage: true });
  }

  /** Closes the browser's window and fails when something was amiss. */
  async leave() {
    await this.context.close();
    if (this.#complaints.length > 0) assert.fail(this.#complaints.join('\n'));
  }

  /** Closes the browser's window after a failure, and returns it with where it happened and what else was amiss. */
  async abandon(error) {
    const where = `at ${this.page.url()} (${await this.page.title().catch(() => 'no page')})`;
    await this.page.screenshot({ path: `${pictures}${this.label}-failed.png` }).catch(() => {});
    await this.context.close();
    return new Error([error.message, where, ...this.#complaints].join('\n'), { cause: error });
  }

  #complain(what) {
    this.#complaints.push(what);
  }

  // A failed load is reported by its status, below; everything else on the console counts, warnings about the
  // content security policy above all.
  #heard(message) {
    const relevant = message.type() === 'error' || /content security policy/i.test(message.text());
    if (relevant && !message.text().startsWith('Failed to load resource')) {
      this.#complain(`console: ${message.text()}`);
    }
  }

  #asked(request) {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && !LOOPBACK.has(hostname)) this.#complain(`asked for ${request.url()}`);
  }

  #answered(response) {
    const status = response.status();
    if (status >= 400 && !this.#expected.has(status)) this.#complain(`${response.url()} answered ${status}`);
  }
}
