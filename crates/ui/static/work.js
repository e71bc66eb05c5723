// Works out what a form needs before it is sent: a number such that SHA-256 over data-work and that number begins
// with data-bits zero bits. A few milliseconds at a time, so that typing is never held up. Whoever presses the button
// earlier is told, and the form goes out as soon as it may: with the number, or without it after data-ripe seconds.
"use strict";
{
  const START = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ];
  const ROUND = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ];
  const words = new Int32Array(64);
  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  // One block and its schedule (FIPS 180-4 sections 5.1.1 and 6.2.2). Text: ASCII, at most 55 characters.
  const schedule = (text) => {
    words.fill(0, 0, 16);
    for (let i = 0; i < text.length; i += 1) words[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
    words[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
    words[15] = 8 * text.length;
    for (let i = 16; i < 64; i += 1) {
      const [early, late] = [words[i - 15], words[i - 2]];
      const low = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
      words[i] = words[i - 16] + low + words[i - 7] + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
    }
  };

  // The first 32 bits of the hash; a puzzle has fewer.
  const begins = (text) => {
    schedule(text);
    let [a, b, c, d, e, f, g, h] = START;
    for (let i = 0; i < 64; i += 1) {
      const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i];
      const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    return (START[0] + a) | 0;
  };

  const SLICE = 8; // milliseconds: half of what a screen shows one picture for
  const MOST = 10000; // in one slice, where the browser's clock is too coarse to see it end

  const begin = (field) => {
    const { form } = field;
    const { work: nonce, bits, ripe, busy } = field.dataset;
    const told = form.querySelector("[data-work-status]");
    const ripeAt = Date.now() + Number(ripe) * 1000;
    let count = 0;
    let pressed = false;

    const mayGo = () => field.value !== "" || Date.now() >= ripeAt;
    // Past the listeners: they saw the press, and one of them would take this for a second one.
    const goOn = () => {
      pressed = false;
      told.textContent = "";
      HTMLFormElement.prototype.submit.call(form);
    };
    const slice = () => {
      const end = performance.now() + SLICE;
      for (let tries = 0; field.value === "" && tries < MOST && performance.now() < end; tries += 1) {
        if (Math.clz32(begins(nonce + count)) >= Number(bits)) field.value = String(count);
        count += 1;
      }
      if (pressed && mayGo()) goOn();
      else if (!mayGo()) setTimeout(slice);
    };

    form.addEventListener("submit", (event) => {
      if (mayGo()) return;
      event.preventDefault();
      pressed = true;
      told.textContent = busy;
    });
    // A browser that fills in what stood here before would bring the number of another puzzle.
    field.value = "";
    slice();
  };

  for (const field of document.querySelectorAll("[data-work]")) begin(field);
}
