// The watching itself: each thing it must notice, on pages made to be wrong for that reason alone.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { closeBrowser, openVisitor } from './visitor.mjs';

const STRICT = "default-src 'self'; img-src *";
const FOCUS_HIDDEN = '<style>button:focus { outline: none }</style>';
const PAGES = {
  '/sound': '<button>Door</button>',
  '/wide': '<div style="width:2000px">Door</div>',
  '/inline': '<script>document.title = "open"</script>',
  '/missing': '<img src="/none.png" alt="">',
  '/elsewhere': '<img src="http://elsewhere.localhost:9/a.png" alt="">',
  '/broken': '<script src="/broken.js"></script>',
  '/pale': '<p style="color:#bbb;background:#fff">Door</p>',
  '/nameless': '<input type="text">',
  '/small': '<button style="width:9px;height:9px">.</button><button style="width:9px;height:9px">.</button>',
  '/focus-hidden': `${FOCUS_HIDDEN}<button data-testid="door">Door</button>`,
  '/trap': '<button id="trap">Door</button><button>Way on</button><script src="/trap.js"></script>',
  '/covered': '<button>Door</button><div style="position:fixed;inset:0;background:#fff"></div>',
};
const SCRIPTS = {
  '/broken.js': 'undefined.open()',
  '/trap.js': 'document.getElementById("trap").onkeydown = (event) => event.preventDefault()',
};
const HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Door</title><link rel="icon" href="data:,">';

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
  if (SCRIPTS[url]) return response.setHeader('content-type', 'text/javascript').end(SCRIPTS[url]);
  const body = PAGES[url];
  response.writeHead(body ? 200 : 404, {
    'content-type': 'text/html',
    ...(url === '/inline' && { 'content-security-policy': STRICT }),
  });
  return response.end(`${HEAD}<main><h1>Door</h1>${body ?? ''}</main>`);
}

async function look(path) {
  const visitor = await openVisitor({ label: 'watching' });
  await visitor.open(origin + path);
  await visitor.audit(path.slice(1), { widths: [360] });
  await visitor.walk(path.slice(1));
  return visitor.leave();
}

test('sound page passes', () => look('/sound'));

for (const [path, complaint] of [
  ['/wide', /px wide in a window of 360/],
  ['/inline', /content security policy/i],
  ['/missing', /none\.png answered 404/],
  ['/elsewhere', /asked for http:\/\/elsewhere\.localhost/],
  ['/broken', /script error/],
  ['/pale', /pale at 360: color-contrast .* at p/],
  ['/nameless', /label .* at input/],
  ['/small', /target-size/],
  ['/focus-hidden', /button\[door\] "Door" does not show the focus/],
  ['/trap', /button "Way on" is not reached/],
  ['/covered', /is covered while focused/],
]) {
  test(`${path.slice(1)} page is noticed`, async () => {
    await assert.rejects(look(path), complaint);
  });
}

test('contrast may be asked for at 7:1', async () => {
  const visitor = await openVisitor({ label: 'watching' });
  await visitor.open(`${origin}/sound`);
  await visitor.page.addStyleTag({ content: 'h1 { color: #767676; background: #fff; font-size: 1rem }' });
  await visitor.audit('grey', { widths: [360], contrast: 'enhanced' });
  await assert.rejects(visitor.leave(), /color-contrast-enhanced/);
});
