// The app that counts time, as a person has it on a phone. Owns RFC 6238 as far as people meet it: SHA-1, six digits,
// steps of 30 seconds; knows no page.

import { createHmac } from 'node:crypto';

const STEP = 30;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Bytes of a secret as pages show it: RFC 4648 section 6 without padding, grouped or not. */
export function fromBase32(text) {
  let bits = '';
  for (const letter of text.toUpperCase().replace(/[\s=-]/g, '')) {
    const value = BASE32.indexOf(letter);
    if (value < 0) throw new Error(`${letter} is not of base 32`);
    bits += value.toString(2).padStart(5, '0');
  }
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** RFC 4226 section 5.3: the code of one step. */
export function codeOf(secret, step, digits = 6) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const truncated = mac.readUInt32BE(mac.at(-1) & 0x0f) & 0x7fffffff;
  return String(truncated % 10 ** digits).padStart(digits, '0');
}

/** An app with one account in it. `now` gives seconds. */
export class App {
  #secret;
  #now;
  #last = -Infinity;

  constructor(text, now = () => Date.now() / 1000) {
    this.#secret = fromBase32(text);
    this.#now = now;
  }

  /**
   * A code not given out before. A provider takes codes of the neighbouring steps, so three are to be had at once:
   * the first is of the step before, unless that one is about to be too old. The fourth waits for its time.
   */
  async next() {
    const running = this.#now() / STEP;
    const earliest = Math.floor(running) - (running % 1 < 0.7 ? 1 : 0);
    this.#last = Math.max(earliest, this.#last + 1);
    const early = (this.#last - 1) * STEP - this.#now();
    if (early > 0) await new Promise((later) => setTimeout(later, (early + 0.2) * 1000));
    return codeOf(this.#secret, this.#last);
  }

  /** A code that is right in form and wrong in time. */
  stale() {
    return codeOf(this.#secret, Math.floor(this.#now() / STEP) - 20);
  }
}
