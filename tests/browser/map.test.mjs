// SPDX-License-Identifier: AGPL-3.0-or-later
// The map: groups open, what stands at one point is reached one by one, layers, the list that says as much, other sites.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { closeSite, open, openSite } from './browser.mjs';

let site;
let points; // every place of the map, as its script reads them
before(async () => { site = await openSite(); points = await allPoints('/carte/points.json'); });
after(() => closeSite(site));

// As assets/js/map.js unpacks them.
async function allPoints(path) {
  const d = await (await fetch(site.url + path)).json();
  const slugOf = (s) => s.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/œ/g, 'oe').replace(/æ/g, 'ae')
    .replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const places = [];
  let at = 0; let lat = 0; let lon = 0;
  for (const [town, count] of d.villes) {
    for (let k = 0; k < count; k++, at++) {
      lat += d.lat[at]; lon += d.lon[at];
      const name = d.nom[at]; const link = d.lien[at];
      const slug = link === 0 ? slugOf(name) : link === 1 ? slugOf(`${name} ${town.replace(/ \(.*/, '')}`) : link;
      places.push({ name, slug, lat, lon, types: d.type[at], labels: d.label[at] });
    }
  }
  return { places, types: d.types, labels: d.labels };
}

const popup = (page) => page.locator('.map-card');
const pathOf = async (link) => decodeURIComponent(new URL(await link.getAttribute('href'), site.url).pathname);
// The marker nearest to the middle of the map, as a person would aim at it.
async function clickNearMiddle(page) {
  const box = await page.locator('[data-map]').boundingBox();
  const middle = [box.x + box.width / 2, box.y + box.height / 2];
  const at = await page.locator('.map-cluster, .map-pin').evaluateAll((all, [x, y]) => all.map((e) => e.getBoundingClientRect())
    .map((r) => [r.x + r.width / 2, r.y + r.height / 2]).sort((a, b) => Math.hypot(a[0] - x, a[1] - y) - Math.hypot(b[0] - x, b[1] - y))[0], middle);
  await page.mouse.click(...at);
}
const inView = (page) => page.locator('#liste-carte .map-count').innerText().then((t) => Number(t.replace(/[^\d]/g, '')));

test('every place of the map is in the list, without a script too', async () => {
  const listed = new Set();
  let path = '/carte';
  for (let n = 0; path && n < 100; n++) {
    const html = await (await fetch(site.url + path)).text();
    for (const m of html.matchAll(/class="map-item"><a href="\/lieux\/([^"]+)"/g)) listed.add(decodeURIComponent(m[1]));
    path = /<a href="([^"]+)" rel="next"/.exec(html)?.[1].replaceAll('&amp;', '&');
  }
  assert.ok(points.places.length > 1000);
  assert.deepEqual(points.places.map((p) => p.slug).filter((s) => !listed.has(s)), [], 'on the map, not in the list');
});

test('each address that the map makes up is the place\'s own', async () => {
  for (let i = 0; i < points.places.length; i += 40) {
    const p = points.places[i];
    const reply = await fetch(`${site.url}/lieux/${p.slug}`, { redirect: 'manual' });
    assert.equal(reply.status, 200, p.slug);
    const html = await reply.text();
    assert.ok(html.includes(p.slug), p.slug);
  }
});

test('a group opens until it shows its places, and a place leads to its page', async () => {
  await site.visit({}, async (page) => {
    await open(page, '/carte');
    for (let step = 0; step < 12 && !(await popup(page).isVisible()); step++) {
      await clickNearMiddle(page);
      await page.waitForTimeout(600); // it flies there
    }
    await popup(page).waitFor();
    const link = popup(page).locator('a').first();
    const name = await link.innerText();
    await link.click();
    await page.waitForURL(/\/lieux\//);
    assert.equal((await page.locator('h1').innerText()).trim(), name.trim());
  });
});

test('several places at one point can each be opened', async () => {
  const here = new Map();
  for (const p of points.places) here.set(`${p.lat},${p.lon}`, [...(here.get(`${p.lat},${p.lon}`) ?? []), p]);
  const crowd = [...here.values()].sort((a, b) => b.length - a.length)[0];
  assert.ok(crowd.length >= 2, 'the starter network has such a point');
  await site.visit({}, async (page) => {
    await open(page, `/carte#13/${crowd[0].lat / 1e5}/${crowd[0].lon / 1e5}`);
    for (let step = 0; step < 3 && !(await popup(page).isVisible()); step++) {
      await clickNearMiddle(page);
      await page.waitForTimeout(600);
    }
    await popup(page).waitFor();
    const links = await popup(page).locator('a').all();
    const shown = await Promise.all(links.map(pathOf));
    for (const p of crowd) assert.ok(shown.includes(`/lieux/${p.slug}`), `${p.slug} among ${shown}`);
    for (const path of shown) assert.equal((await fetch(site.url + encodeURI(path))).status, 200, path);
  });
});

test('layers: types and labels, on the map, in the list and in the address', async () => {
  await site.visit({}, async (page) => {
    await open(page, '/carte');
    const type = points.types.findIndex(([code]) => code === 'fablab');
    const label = points.labels.findIndex(([code]) => code === 'manufacture-de-proximite');
    const all = await inView(page);
    await page.locator('input[name=type][value=fablab]').check();
    await page.waitForURL(/type=fablab/);
    const fablabs = await inView(page);
    assert.ok(fablabs > 0 && fablabs < all && fablabs <= points.places.filter((p) => p.types & 1 << type).length);
    const items = await page.locator('#liste-carte .map-item-types').allInnerTexts();
    assert.ok(items.length > 0 && items.every((t) => t.includes('Fablab')), 'only fablabs in the list');
    await page.locator('input[name=type][value=fablab]').uncheck();
    await page.locator('input[name=label][value=manufacture-de-proximite]').check();
    await page.waitForURL((u) => u.search === '?label=manufacture-de-proximite');
    const made = await inView(page);
    assert.ok(made > 0 && made <= points.places.filter((p) => p.labels & 1 << label).length);
    // The address brings the same back.
    await page.reload();
    await page.locator('.map.live').waitFor();
    assert.equal(await page.locator('input[name=label][value=manufacture-de-proximite]').isChecked(), true);
    await page.waitForFunction((n) => Number(document.querySelector('.map-count')?.textContent.replace(/\D/g, '')) === n, made);
  });
});

test('layers without a script', async () => {
  await site.visit({ scripts: false, width: 320, height: 640 }, async (page) => {
    await page.goto('/carte');
    await page.locator('.layers summary').click();
    await page.locator('input[name=type][value=fablab]').check();
    await page.getByRole('button', { name: 'Montrer ces calques' }).click();
    await page.waitForURL(/type=fablab/);
    const items = await page.locator('.map-item-types').allInnerTexts();
    assert.ok(items.length > 0 && items.every((t) => t.includes('Fablab')));
    await page.locator('svg.still-map, .still-map svg, .still-map').first().waitFor();
  });
});

test('the list of the map follows it, and each lights the other', async () => {
  await site.visit({}, async (page) => {
    await open(page, '/carte?q=konk+ar+lab');
    const pin = page.locator('.map-pin').first();
    await page.locator('#liste-carte .map-item a').first().focus();
    await page.locator('.lit').first().waitFor({ state: 'attached' });
    await pin.focus();
    await page.locator('#liste-carte li.lit').first().waitFor({ state: 'attached' });
  });
});

test('the snippet shows the map on another site', async () => {
  let snippet;
  await site.visit({}, async (page) => {
    await open(page, '/carte/integrer?q=fablab&pres=Nantes');
    snippet = await page.locator('#code').inputValue();
    await page.getByRole('link', { name: 'La voir seule' }).click();
    await page.waitForURL(/\/carte\/integree\?/);
  });
  assert.match(snippet, /^<iframe src="http:\/\/127\.0\.0\.1:\d+\/carte\/integree\?[^"]+"[^>]* title="[^"]+"/);
  const other = createServer((q, r) => {
    r.setHeader('Content-Type', 'text/html; charset=utf-8');
    r.end(`<!doctype html><html lang="fr"><title>Un autre site</title><link rel="icon" href="data:,"><h1>Chez nous</h1>${snippet}</html>`);
  });
  await new Promise((done) => other.listen(0, '127.0.0.1', done));
  try {
    await site.visit({ expect: [new RegExp(`^request to http://127.0.0.1:${other.address().port}/`)] }, async (page, context) => {
      await page.goto(`http://127.0.0.1:${other.address().port}/`);
      const frame = page.frameLocator('iframe');
      await frame.locator('.map.live .leaflet-marker-icon').first().waitFor();
      const foot = frame.getByRole('link', { name: /voir la liste/ });
      const opened = context.waitForEvent('page');
      await foot.click();
      const list = await opened;
      await list.waitForURL(/\/lieux\?q=fablab/);
      assert.ok(await list.locator('.hit').count() > 0);
    });
    // Nothing else of ours lets itself be framed.
    await site.visit({ expect: [/^request to http:\/\/127/, /frame-ancestors|X-Frame-Options|ERR_BLOCKED_BY_RESPONSE/] }, async (page) => {
      await page.goto(`http://127.0.0.1:${other.address().port}/`);
      await page.setContent(`<iframe src="${site.url}/lieux"></iframe>`);
      await page.waitForTimeout(400);
      assert.notEqual(page.frames()[1]?.url(), `${site.url}/lieux`);
    });
  } finally {
    other.closeAllConnections?.();
    other.close();
  }
});
