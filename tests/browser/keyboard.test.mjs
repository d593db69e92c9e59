// SPDX-License-Identifier: AGPL-3.0-or-later
// With the keyboard alone: everything is reached, one sees where one is, and one never gets lost or stuck.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeSite, kinds, open, openSite } from './browser.mjs';

let site;
let all;
before(async () => { site = await openSite(); all = await kinds(site); });
after(() => closeSite(site));

const calm = { reducedMotion: 'reduce' };
const press = async (page, ...keys) => { for (const k of keys) await page.keyboard.press(k); };

// What has the focus, and whether that can be seen: in the window, not covered, with a mark of its own.
const here = () => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return { tag: 'body' };
  const mark = (s) => [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor].join();
  const about = [e, e.parentElement, e.closest('label'), e.closest('.ask'), e.closest('.ask-part')].filter(Boolean);
  const lit = about.map((x) => mark(getComputedStyle(x)));
  const r = e.getBoundingClientRect();
  const seen = r.width > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
  const l = e.getClientRects()[0] ?? r; // its first line: between two of them others may stand
  const [x, y] = [Math.min(Math.max(l.left + l.width / 2, 1), innerWidth - 1), Math.min(Math.max(l.top + l.height / 2, 1), innerHeight - 1)];
  const top = document.elementFromPoint(x, y);
  const covered = !(e.contains(top) || top?.contains(e) || top?.closest('label')?.contains(e) || e.closest('.leaflet-container')?.contains(top));
  e.blur();
  const plain = about.map((n) => mark(getComputedStyle(n)));
  e.focus({ preventScroll: true, focusVisible: true });
  const name = `${e.localName}${e.id ? `#${e.id}` : ''}.${e.className?.baseVal ?? e.className} « ${(e.getAttribute('aria-label') ?? e.textContent).trim().slice(0, 40)} »`;
  return { tag: e.localName, name, seen, covered, marked: lit.some((m, i) => m !== plain[i]) };
};

for (const name of ['home', 'results, understood', 'table', 'map', 'map snippet', 'place, rich', 'actions', 'action', 'consortium', 'data', 'results refused', 'not found']) {
  test(`Tab walks through « ${name} » and shows where it is`, async () => {
    for (const size of [{ width: 1280, height: 800 }, { width: 320, height: 640 }]) {
      await site.visit({ ...size, ...calm, expect: [/^4\d\d http/] }, async (page) => {
        await open(page, all.find((k) => k.name === name).path);
        let last = '';
        let stops = 0;
        for (; stops < 45; stops++) {
          await page.keyboard.press('Tab');
          let at = await page.evaluate(here);
          if (at.covered) { // a list of suggestions closes a moment after its field was left
            await page.waitForTimeout(250);
            at = await page.evaluate(here);
          }
          if (at.tag === 'body') break; // past the end
          assert.ok(at.seen, `out of sight at ${size.width} px: ${at.name}`);
          assert.ok(!at.covered, `covered at ${size.width} px: ${at.name}`);
          assert.ok(at.marked, `no mark at ${size.width} px: ${at.name}`);
          last = at.name;
        }
        assert.ok(stops > 8, `${stops} stops, the last is ${last}`);
      });
    }
  });
}

test('the first stop leads past the head', async () => {
  await site.visit(calm, async (page) => {
    await open(page, '/aide');
    await press(page, 'Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    const box = await page.locator('.skip').boundingBox();
    assert.ok(box.y >= 0 && box.height >= 24, 'it shows');
    await press(page, 'Enter', 'Tab');
    assert.equal(await page.evaluate(() => document.activeElement.closest('main') !== null), true);
  });
});

test('suggestions: arrows choose, Escape closes and keeps what was typed, Enter goes', async () => {
  await site.visit(calm, async (page) => {
    await open(page, '/');
    const q = page.locator('#q');
    const active = () => q.getAttribute('aria-activedescendant');
    await q.focus();
    await page.keyboard.type('konk');
    await page.locator('[role=option]').first().waitFor();
    assert.equal(await q.getAttribute('aria-expanded'), 'true');
    assert.equal(await active(), null, 'nothing is chosen for the person');
    await press(page, 'ArrowDown');
    const first = await active();
    assert.equal(await page.locator(`#${first}`).getAttribute('aria-selected'), 'true');
    await press(page, 'ArrowUp');
    assert.equal(await active(), null, 'back in the field');
    await press(page, 'Escape');
    assert.equal(await q.getAttribute('aria-expanded'), 'false');
    assert.equal(await page.locator('[role=option]:visible').count(), 0);
    assert.equal(await q.inputValue(), 'konk');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
    await press(page, 'ArrowDown'); // opens again
    await page.locator('[role=option]').first().waitFor();
    await press(page, 'ArrowDown', 'Enter');
    await page.waitForURL(/\/lieux\/konk/);
  });
  await site.visit(calm, async (page) => { // Enter without a choice asks what was typed
    await open(page, '/');
    await page.locator('#q').focus();
    await page.keyboard.type('fablab');
    await page.locator('[role=option]').first().waitFor();
    await press(page, 'Enter');
    await page.waitForURL(/\/lieux\?q=fablab/);
  });
});

test('a commune is chosen from its suggestions', async () => {
  await site.visit(calm, async (page) => {
    await open(page, '/');
    await page.locator('#q').fill('fablab');
    await page.locator('#q').press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'pres');
    await page.keyboard.type('vannes');
    await page.locator('[role=option]', { hasText: 'Vannes (56)' }).waitFor();
    await press(page, 'ArrowDown', 'Enter');
    await page.waitForURL((u) => u.searchParams.get('pres') === 'Vannes (56)' && u.searchParams.get('q') === 'fablab');
  });
});

test('a filter is ticked with the space bar and the focus stays on it', async () => {
  await site.visit(calm, async (page) => {
    await open(page, '/lieux?q=fablab');
    const box = page.locator('input[name=territoire][value=rural]');
    await box.focus();
    await press(page, 'Space');
    await page.waitForURL(/territoire=rural/);
    await page.waitForFunction(() => document.activeElement?.name === 'territoire' && document.activeElement.value === 'rural' && document.activeElement.checked);
    await press(page, 'Space');
    await page.waitForURL((u) => !u.searchParams.has('territoire'));
    await page.waitForFunction(() => document.activeElement?.value === 'rural');
  });
});

test('corrections open and close, the next page follows', async () => {
  await site.visit(calm, async (page) => {
    await open(page, '/lieux?q=coworking+saint-denis');
    const correct = page.locator('.chip-more summary').first();
    await correct.focus();
    await press(page, 'Enter');
    await page.locator('.chip-choices a').first().waitFor();
    await press(page, 'Tab');
    assert.equal(await page.evaluate(() => document.activeElement.closest('.chip-choices') !== null), true);
    await press(page, 'Escape');
    assert.equal(await page.locator('.chip-more[open]').count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'summary');
    await page.getByRole('link', { name: 'Page suivante' }).focus();
    await press(page, 'Enter');
    await page.waitForURL(/page=2/);
  });
});

test('on the map: a group opens and hands over the focus, a place opens, Escape gives the focus back', async () => {
  await site.visit(calm, async (page) => {
    await open(page, '/carte');
    const focused = () => page.evaluate(() => document.activeElement.className);
    await page.locator('.map-cluster').nth(5).focus();
    for (let step = 0; step < 12 && !(await page.locator('.map-card').isVisible()); step++) {
      assert.match(await focused(), /map-cluster|map-pin/, `the focus is on a marker at step ${step}`);
      await press(page, 'Enter');
      await page.waitForTimeout(150);
    }
    await page.locator('.map-card').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.closest('.map-card') !== null), true, 'on the place\'s link');
    const name = await page.evaluate(() => document.activeElement.textContent.trim());
    await press(page, 'Escape');
    await page.locator('.map-card').waitFor({ state: 'detached' });
    assert.match(await focused(), /map-cluster|map-pin/, 'back on the marker');
    await press(page, 'Space');
    await page.locator('.map-card').waitFor();
    await press(page, 'Enter');
    await page.waitForURL(/\/lieux\//);
    assert.equal((await page.locator('h1').innerText()).trim(), name);
  });
});

test('on the map: arrows move it, + and - change its scale, layers are ticked', async () => {
  await site.visit(calm, async (page) => {
    await open(page, '/carte');
    const state = () => new URL(page.url()).hash.slice(1).split('/').map(Number);
    await page.locator('[data-map]').focus();
    await press(page, '+');
    await page.waitForFunction(() => location.hash);
    await page.waitForTimeout(200);
    const [zoom, , lon] = state();
    await press(page, 'ArrowRight');
    await page.waitForTimeout(400);
    assert.ok(state()[2] > lon, 'to the east');
    await press(page, '-');
    await page.waitForTimeout(300);
    assert.ok(state()[0] < zoom);
    await page.locator('input[name=type][value=fablab]').focus();
    await press(page, 'Space');
    await page.waitForURL(/type=fablab/);
    assert.equal(await page.evaluate(() => document.activeElement.value), 'fablab');
  });
});

test('the table scrolls with arrows', async () => {
  await site.visit({ width: 640, height: 480, ...calm }, async (page) => {
    await open(page, '/lieux?vue=tableau');
    const box = page.getByRole('region', { name: 'Tableau technique' });
    await box.focus();
    for (let i = 0; i < 4; i++) await press(page, 'ArrowRight');
    await page.waitForFunction(() => document.querySelector('.scroll').scrollLeft > 0);
  });
});
