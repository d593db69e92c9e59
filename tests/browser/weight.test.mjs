// SPDX-License-Identifier: AGPL-3.0-or-later
// What a visit costs over the wire, heads included, on a first visit: it must stay light.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeSite, open, openSite } from './browser.mjs';

let site;
before(async () => { site = await openSite(); });
after(() => closeSite(site));

const kB = 1000;
const results = ['/lieux', '/lieux?q=coworking', '/lieux?q=fablab+vers+Vannes', '/lieux?q=coworking+saint-denis&page=2', '/lieux?vue=tableau'];

// Bytes and requests of a first visit, as the browser's network counts them.
async function cost(size, path) {
  let bytes = 0;
  const asked = [];
  await site.visit(size, async (page, context) => {
    const wire = await context.newCDPSession(page);
    await wire.send('Network.enable');
    wire.on('Network.requestWillBeSent', ({ request }) => asked.push(request.url.replace(site.url, '')));
    wire.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
    await open(page, path);
    await page.waitForLoadState('networkidle');
  });
  return { bytes, asked };
}

for (const path of results) {
  test(`${path} on a phone: at most 100 kB and 10 requests`, async (t) => {
    const { bytes, asked } = await cost({ width: 320, height: 640 }, path);
    t.diagnostic(`${bytes} bytes, ${asked.length} requests`);
    assert.ok(!asked.some((u) => /map|points/.test(u)), `no map here: ${asked}`);
    assert.ok(bytes <= 100 * kB, `${bytes} bytes: ${asked}`);
    assert.ok(asked.length <= 10, `${asked.length} requests: ${asked}`);
  });
}

for (const path of results.filter((p) => !p.includes('tableau'))) {
  test(`${path} with its map: at most 200 kB`, async (t) => {
    const { bytes, asked } = await cost({ width: 1280, height: 800 }, path);
    t.diagnostic(`${bytes} bytes, ${asked.length} requests`);
    assert.ok(asked.some((u) => u.includes('points.json')), `its map is there: ${asked}`);
    assert.ok(bytes <= 200 * kB, `${bytes} bytes: ${asked}`);
  });
}

for (const path of ['/carte', '/carte?q=fablab', '/carte/integree']) {
  test(`${path}: at most 200 kB`, async (t) => {
    const { bytes, asked } = await cost({ width: 1280, height: 800 }, path);
    t.diagnostic(`${bytes} bytes, ${asked.length} requests`);
    assert.ok(bytes <= 200 * kB, `${bytes} bytes: ${asked}`);
  });
}

for (const path of ['/', '/lieux/la-machinerie-amiens', '/actions', '/reseaux', '/donnees', '/aide']) {
  test(`${path}: at most 100 kB and 10 requests`, async (t) => {
    const { bytes, asked } = await cost({ width: 320, height: 640 }, path);
    t.diagnostic(`${bytes} bytes, ${asked.length} requests`);
    assert.ok(bytes <= 100 * kB, `${bytes} bytes: ${asked}`);
    assert.ok(asked.length <= 10, `${asked.length} requests: ${asked}`);
  });
}

test('the second page costs only itself', async () => {
  await site.visit({ width: 320, height: 640 }, async (page, context) => {
    await open(page, '/lieux');
    const wire = await context.newCDPSession(page);
    await wire.send('Network.enable');
    let bytes = 0;
    wire.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
    await open(page, '/lieux?page=2');
    await page.waitForLoadState('networkidle');
    assert.ok(bytes < 20 * kB, `${bytes} bytes`);
  });
});
