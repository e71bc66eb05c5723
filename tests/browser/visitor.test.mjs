// The watching itself: each thing it must notice, on pages made to be wrong.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { closeBrowser, openVisitor } from './visitor.mjs';

const STRICT = "default-src 'self'; img-src *";
const PAGES = {
  '/sound': '<h1>Door</h1>',
  '/wide': '<div style="width:2000px">Door</div>',
  '/inline': '<script>document.title = "open"</script>',
  '/missing': '<img src="/none.png" alt="">',
  '/elsewhere': '<img src="http://elsewhere.localhost:9/a.png" alt="">',
  '/broken': '<script src="/broken.js"></script>',
};

let server;
let origin;

before(async () => {
  server = createServer(answer);
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${server.address().port}`;
});

after(async () => {
  await closeBrowser();
  server.close();
});

function answer({ url }, response) {
  if (url === '/broken.js') return response.setHeader('content-type', 'text/javascript').end('undefined.open()');
  const body = PAGES[url];
  const head = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">';
  response.writeHead(body ? 200 : 404, {
    'content-type': 'text/html',
    ...(url === '/inline' && { 'content-security-policy': STRICT }),
  });
  return response.end(head + (body ?? ''));
}

async function look(path) {
  const visitor = await openVisitor({ label: 'watching' });
  await visitor.open(origin + path);
  await visitor.picture(path.slice(1));
  return visitor.leave();
}

test('sound page passes', () => look('/sound'));

for (const [path, complaint] of [
  ['/wide', /px wide in a window of 360/],
  ['/inline', /content security policy/i],
  ['/missing', /none\.png answered 404/],
  ['/elsewhere', /asked for http:\/\/elsewhere\.localhost/],
  ['/broken', /script error/],
]) {
  test(`${path.slice(1)} page is noticed`, async () => {
    await assert.rejects(look(path), complaint);
  });
}
