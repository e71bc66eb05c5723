// Walking a page with the Tab key alone. Owns what counts as a control, as seen and as reached; knows no page.

const MOST_STOPS = 300;

// What the browser itself lets Tab stop at. Of radio buttons with one name only one is a stop (HTML 6.6.3).
const CONTROLS = [
  'a[href]',
  'button',
  'input:not([type="hidden"])',
  'select',
  'textarea',
  'summary',
  '[tabindex="0"]',
  '[contenteditable="true"]',
].join(', ');

/**
 * Presses Tab from the start of the page until the focus comes round. Returns `stops` (one description each, in
 * order) and `problems`: controls never reached, stops that do not show the focus, are covered, or lie outside the
 * window.
 */
export async function walk(page) {
  const round = await page.evaluateHandle(beginRound, CONTROLS);
  const stops = [];
  const problems = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const found = await round.evaluate((begun) => begun.look());
    if (found.end) break;
    stops.push(found.name);
    problems.push(...found.problems.map((problem) => `${found.name} ${problem}`));
  }
  const missed = await round.evaluate((begun) => begun.missed());
  problems.push(...missed.map((name) => `${name} is not reached`));
  await round.dispose();
  return { stops, problems };
}

/** Presses Tab until the focus is on the locator's element; fails after a whole page of stops. */
export async function tabTo(page, locator) {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${locator}`);
}

// Runs in the page. WCAG 2.2: 2.1.1 every control by keyboard, 2.4.7 focus visible, 2.4.11 focus not obscured.
function beginRound(selector) {
  const SHOWING = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'borderColor', 'backgroundColor'];
  const bearers = (element) => [element, element.closest('label, .box')].filter(Boolean);
  const look = (element) => bearers(element).map((bearer) => {
    const style = getComputedStyle(bearer);
    return SHOWING.map((property) => style[property]).join('|');
  }).join('||');
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
  const named = (element) => {
    const id = element.dataset.testid ?? element.id ?? '';
    const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30);
    return `${element.localName}${id && `[${id}]`}${words && ` "${words}"`}`;
  };
  const oneOfGroup = (element) =>
    element.type !== 'radio' || element.checked ||
    !document.querySelector(`input[type=radio][name="${CSS.escape(element.name)}"]:checked`);
  const covered = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return hit && !element.contains(hit) && !hit.contains(element) && !hit.closest('label')?.contains(element);
  };
  const problemsOf = (element) => {
    const { width, height, top, bottom } = element.getBoundingClientRect();
    const problems = [];
    if (width < 1 || height < 1) problems.push('has no size while focused');
    if (bottom <= 0 || top >= innerHeight) problems.push('is outside the window while focused');
    else if (covered(element)) problems.push('is covered while focused');
    const same = look(element) === before.get(element);
    if (same || !element.matches(':focus-visible')) problems.push('does not show the focus');
    return problems;
  };
  // HTML 6.6.3: focusing the body, which it must be let for a moment, puts the starting point of Tab back.
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  getSelection().removeAllRanges();
  scrollTo(0, 0);
  const controls = [...document.querySelectorAll(selector)].filter((element) => element.tabIndex >= 0);
  const before = new Map(controls.map((element) => [element, look(element)]));
  const seen = new Set();
  return {
    look() {
      const element = document.activeElement;
      if (element === document.body || element === null || seen.has(element)) return { end: true };
      seen.add(element);
      return { end: false, name: named(element), problems: problemsOf(element) };
    },
    missed() {
      const groups = new Set([...seen].filter((element) => element.type === 'radio').map((element) => element.name));
      const expected = controls.filter((element) => shown(element) && oneOfGroup(element));
      return expected.filter((element) => !seen.has(element) && !groups.has(element.name)).map(named);
    },
  };
}
