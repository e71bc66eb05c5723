// A phone's camera: what it reads off the screen. The picture is taken as it is shown, so its size, its margin and
// its contrast are put to the test too. Owns decoding; knows no page.

import assert from 'node:assert/strict';
import readCode from 'jsqr';

/** The text of the picture in the element. `other` is a page with script, which unpacks the image. */
export async function scan(element, other) {
  const image = (await element.screenshot()).toString('base64');
  const { width, height, points } = await other.evaluate(unpack, image);
  const code = readCode.default(Uint8ClampedArray.from(Buffer.from(points, 'base64')), width, height);
  assert.ok(code, 'a camera sees no code in the picture');
  return code.data;
}

// Runs in the page.
async function unpack(image) {
  const bytes = Uint8Array.from(atob(image), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const { width, height } = bitmap;
  const surface = new OffscreenCanvas(width, height).getContext('2d');
  surface.drawImage(bitmap, 0, 0);
  const { data } = surface.getImageData(0, 0, width, height);
  let points = '';
  for (let start = 0; start < data.length; start += 32768) {
    points += String.fromCharCode(...data.subarray(start, start + 32768));
  }
  return { width, height, points: btoa(points) };
}
