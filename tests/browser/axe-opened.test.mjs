// SPDX-License-Identifier: AGPL-3.0-or-later
// axe-core finds nothing when things stand open either: details, corrections, suggestions, what the map shows.
import { after, before, test } from 'node:test';
import { clean, covered, everywhere } from './axe.mjs';
import { closeSite, kinds, open, openSite } from './browser.mjs';

let site;
let all;
before(async () => { site = await openSite(); all = await kinds(site); });
after(() => closeSite(site));

async function at(page, path) {
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page, path);
}

test('details', async (t) => {
  await site.visit({}, async (page) => {
    for (const name of ['results', 'table', 'map', 'place, rich']) {
      const { path } = all.find((k) => k.name === name);
      await t.test(name, async () => {
        await at(page, path);
        await page.evaluate(() => document.querySelectorAll('details:not(.chip-more)').forEach((d) => { d.open = true; }));
        await everywhere(page, path, { widths: [1280, 320] });
      });
    }
  });
});

test('corrections', async () => {
  await site.visit({}, async (page) => {
    await at(page, '/lieux?q=coworking+saint-denis');
    await page.locator('.chip-more summary').first().click();
    await everywhere(page, 'corrections', { options: covered });
  });
});

test('suggestions', async () => {
  await site.visit({}, async (page) => {
    for (const [path, field, typed] of [['/', '#q', 'fab'], ['/', '#pres', 'van'], ['/aide', '#top-q', 'rec'], ['/carte/integrer', '#pres', 'saint']]) {
      await at(page, path);
      await page.locator(field).pressSequentially(typed);
      await page.locator('[role=option]').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await everywhere(page, `${path} ${field}`, { widths: [1280], options: covered });
      await page.setViewportSize({ width: 320, height: 640 });
      await clean(page, `${path} ${field} at 320 px`, covered);
    }
  });
});

test('a place and a group on the map', async () => {
  await site.visit({}, async (page) => {
    for (const path of ['/carte?q=konk+ar+lab', '/carte/integree?q=konk+ar+lab', '/lieux?q=fablab+vers+Vannes']) {
      await at(page, path);
      await page.locator('.map-pin').first().focus();
      await page.keyboard.press('Enter');
      await page.locator('.map-card').waitFor();
      await everywhere(page, path, { widths: [1280], options: covered });
    }
  });
});
