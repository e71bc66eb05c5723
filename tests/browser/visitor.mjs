// A person's browser, watched: nothing may be reported on its console, no answer may be an error, nothing may
// come from elsewhere, no page may be wider than the window. Owns the watching and the pictures; knows no page.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { chromium as launcher } from 'playwright-core';
import { chromium, pictures } from './settings.mjs';

/** Widths of a phone and a desk, in CSS pixels. */
const WIDTHS = [360, 1280];
const HEIGHT = 800;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '127.0.0.2', '127.0.0.3', '[::1]']);
const FLAGS = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'];

let browser;

/** Ends the browser; for `after` of a test file. */
export const closeBrowser = async () => browser?.close();

/**
 * Opens a browser without memory. `script: false` switches scripts off; `label` names its pictures; `options`
 * go to Playwright as they are.
 */
export async function openVisitor({ script = true, label, options = {} }) {
  mkdirSync(pictures, { recursive: true });
  browser ??= await launcher.launch({ executablePath: chromium, args: FLAGS });
  const context = await browser.newContext({
    javaScriptEnabled: script,
    locale: 'zh-CN',
    viewport: { width: WIDTHS.at(-1), height: HEIGHT },
    ...options,
  });
  return new Visitor(context, await context.newPage(), label);
}

class Visitor {
  #complaints = [];
  #expected = new Set();
  #taken = 0;

  constructor(context, page, label) {
    Object.assign(this, { context, page, label });
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

  /** Takes a picture of the whole page at each width, and checks that the page fits. */
  async picture(name) {
    this.#taken += 1;
    const number = String(this.#taken).padStart(2, '0');
    for (const width of WIDTHS) {
      await this.page.setViewportSize({ width, height: HEIGHT });
      const path = `${pictures}${this.label}-${number}-${name}-${width}.png`;
      await this.page.screenshot({ path, fullPage: true });
      const { scrollWidth } = await this.page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
      }));
      if (scrollWidth > width) this.#complain(`${name} is ${scrollWidth} px wide in a window of ${width}`);
    }
  }

  /** Closes the browser's window and fails when something was amiss. */
  async leave() {
    await this.context.close();
    assert.deepEqual(this.#complaints, []);
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
