// Work before an attempt, on the page of the gallery that asks for it: done while a person types, told when they press
// the button earlier, and not waited for beyond its time.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { issuer } from './settings.mjs';
import { closeBrowser, openVisitor } from './visitor.mjs';

const PAGE = `${issuer}/ui/sign-in-work`;
// No browser finds that many zeros while a test runs.
const NEVER = 32;

after(closeBrowser);

/** Opens the page, the work as hard as told; resolves to the visitor and to what the form will send. */
async function openWork(label, { bits, ripe } = {}) {
  const visitor = await openVisitor({ label });
  await visitor.page.route(PAGE, async (route) => {
    const response = await route.fetch();
    const given = await response.text();
    const changed = bits ? given.replace(/data-bits="\d+"/, `data-bits="${bits}"`) : given;
    await route.fulfill({ response, body: ripe ? changed.replace(/data-ripe="\d+"/, `data-ripe="${ripe}"`) : changed });
  });
  const sent = new Promise((resolve) => {
    visitor.page.route(`${issuer}/sign-in`, (route) => {
      resolve(new URLSearchParams(route.request().postData()));
      return route.fulfill({ contentType: 'text/html', body: '<!DOCTYPE html><title>sent</title>' });
    });
  });
  await visitor.open(PAGE);
  return { visitor, sent };
}

const press = (visitor) => visitor.at('sign-in-form').getByTestId('submit').click();

const zeros = (nonce, solution) => Math.clz32(createHash('sha256').update(nonce + solution).digest().readUInt32BE(0));

test('it is done in the background and goes out with the form', async () => {
  const { visitor, sent } = await openWork('work-done');
  const nonce = await visitor.at('work').getAttribute('data-work');
  const bits = Number(await visitor.at('work').getAttribute('data-bits'));
  await visitor.page.waitForFunction(() => document.querySelector('[data-work]').value !== '');
  assert.equal(await visitor.at('work-status').textContent(), '');
  await press(visitor);
  const fields = await sent;
  assert.equal(fields.get('puzzle'), 'sample');
  assert.ok(zeros(nonce, fields.get('solution')) >= bits, fields.get('solution'));
  await visitor.leave();
});

test('who presses earlier is told, keeps typing, and goes on without after its time', async () => {
  const { visitor, sent } = await openWork('work-early', { bits: NEVER, ripe: 10 });
  await press(visitor);
  assert.match(await visitor.at('work-status').textContent(), /请稍候/);
  await visitor.at('username').pressSequentially('ayguli');
  assert.equal(await visitor.at('username').inputValue(), 'ayguli');
  assert.equal(visitor.page.url(), PAGE);
  await visitor.audit('told', { widths: [360] });
  const fields = await sent;
  assert.deepEqual([fields.get('username'), fields.get('solution')], ['ayguli', '']);
  await visitor.leave();
});

test('without script the page says how long to wait', async () => {
  const visitor = await openVisitor({ label: 'work-plain', script: false });
  await visitor.open(PAGE);
  assert.match(await visitor.at('work-wait').textContent(), /1 分钟/);
  await visitor.leave();
});
