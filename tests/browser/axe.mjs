// SPDX-License-Identifier: AGPL-3.0-or-later
// axe-core on a page as it stands: at three widths, light and dark.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { open, settle } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// All of axe's rules: what WCAG 2.2 AA asks, and what is held to be good practice.
export const everything = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
// When something lies over the page, what is under it is no target; in the dark only colours differ.
export const covered = { resultTypes: ['violations'] };
const colours = { resultTypes: ['violations'], runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

export async function clean(page, what, options = everything) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (o) => (await window.axe.run(document, o)).violations.flatMap((v) => v.nodes
    // A marker stands where its place is, however near its neighbours: WCAG names this exception, and the list has them all.
    .filter((n) => v.id !== 'target-size' || !n.html.includes('leaflet-marker-icon'))
    .map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary.replace(/\s+/g, ' ').slice(0, 300)}`)), options);
  assert.deepEqual(found.slice(0, 5), [], `${what}: ${found.length} violations`);
}

export async function everywhere(page, what, { widths = [1280, 768, 320], options = everything } = {}) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await settle(page);
    await page.waitForTimeout(60); // maps follow the window
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await clean(page, `${what} at ${width} px`, options);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await clean(page, `${what} at ${width} px in the dark`, colours);
  }
}

// A sub-test for each address.
export async function each(t, site, pages, address = (p) => p) {
  await site.visit({ expect: [/^4\d\d http/] }, async (page) => {
    for (const { name, path } of pages) {
      await t.test(name, async () => {
        await page.setViewportSize({ width: 1280, height: 800 });
        await open(page, address(path));
        await everywhere(page, address(path));
      });
    }
  });
}
