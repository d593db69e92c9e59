// SPDX-License-Identifier: AGPL-3.0-or-later
// The map's points as the browser takes them apart, the frame for other sites, and what a map page weighs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

let server;
before(async () => { server = await startServer(); });
after(() => server?.stop());

const get = (path) => fetch(server.url + path);
const json = async (path) => (await get(path)).json();

// The two functions of map.js that read the points, from its own text.
const source = readFileSync(new URL('../../assets/js/map.js', import.meta.url), 'utf8');
const unpack = new Function(`${source.slice(source.indexOf('\tconst slugOf'), source.indexOf('\tconst make'))}
${source.slice(source.indexOf('\tfunction unpack'), source.indexOf('\tfunction arcLine'))} return unpack;`)();

test('every point has its place: name, position and page', async () => {
  const places = unpack(await json('/carte/points.json'));
  assert.ok(places.length > 1800, `${places.length} points`);
  const pages = new Set(places.map((p) => p.slug));
  assert.equal(pages.size, places.length, 'each its own page');
  for (const p of places) {
    assert.ok(p.name && p.town, JSON.stringify(p));
    assert.ok(Math.abs(p.lat) <= 90 && Math.abs(p.lon) <= 180, JSON.stringify(p));
  }
  // Every 20th, and all whose link is not in the file but made from the name's less usual letters.
  const some = places.filter((p, i) => i % 20 === 0 || /[^\x20-\x7eàâäçéèêëîïôöùûü’]/i.test(p.name));
  for (const p of some) {
    const reply = await fetch(`${server.url}/lieux/${p.slug}`, { redirect: 'manual' });
    assert.equal(reply.status, 200, `${p.name}: /lieux/${p.slug}`);
    await reply.arrayBuffer();
  }
});

test('positions are those of the place', async () => {
  const places = unpack(await json('/carte/points.json?q=Konk+Ar+Lab'));
  const found = places.find((p) => /Konk Ar Lab/.test(p.name));
  assert.ok(found, 'Konk Ar Lab is there');
  assert.ok(Math.abs(found.lat - 47.87) < 0.1 && Math.abs(found.lon + 3.92) < 0.1, `${found.lat}, ${found.lon}`);
  assert.equal(found.town, 'Concarneau (29)');
});

test('an action gives the stage of each', async () => {
  const data = await json('/carte/points.json?action=fab-lab');
  assert.ok(data.etape.length > 0 && data.etape.every((s) => [0, 1, 2].includes(s)), JSON.stringify(data.etape));
  assert.equal(data.etape.length, data.nom.length);
  assert.equal((await json('/carte/points.json')).etape, undefined);
});

test('a filter narrows the points as it narrows the page', async () => {
  const data = await json('/carte/points.json?type=fablab');
  const bit = 1 << data.types.findIndex(([code]) => code === 'fablab');
  assert.ok(data.type.length > 100 && data.type.every((t) => t & bit));
});

test('impossible values get 400 and a sentence, the page keeps what was asked', async () => {
  for (const query of ['rayon=-3', 'pres=Xyzzy', 'type=licorne', 'page=0']) {
    const points = await get(`/carte/points.json?${query}`);
    assert.equal(points.status, 400, query);
    assert.ok((await points.json()).erreur.length > 20, query);
    for (const path of ['/carte', '/carte/integree', '/carte/integrer']) {
      const page = await get(`${path}?${query}&q=menuiserie`);
      assert.equal(page.status, 400, `${path}?${query}`);
      const text = await page.text();
      assert.match(text, /class="problem"/, `${path}?${query}`);
      if (path !== '/carte/integree') assert.match(text, /value="menuiserie"/, `${path}?${query}`);
    }
  }
});

test('only the map for frames may stand in another site', async () => {
  const policy = async (path) => (await get(path)).headers.get('content-security-policy');
  assert.match(await policy('/carte/integree?type=fablab'), /frame-ancestors \*/);
  assert.match(await policy('/carte'), /frame-ancestors 'none'/);
  assert.match(await policy('/carte/integrer'), /frame-ancestors 'none'/);
});

test('the snippet is whole, escaped once, and leads to the map of that search', async () => {
  const text = await (await get('/carte/integrer?q=fablab&pres=Vannes&type=fablab')).text();
  const shown = /<textarea[^>]*>([^]*?)<\/textarea>/.exec(text)[1];
  const snippet = shown.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#34;', '"')
    .replaceAll('&amp;', '&');
  const src = /^<iframe src="([^"]+)"/.exec(snippet)[1].replaceAll('&amp;', '&');
  assert.ok(src.startsWith(`${server.url}/carte/integree?`), src);
  const page = await fetch(src);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /data-points="\/carte\/points\.json\?[^"]*pres=Vannes/);
});

function weigh(path) { // as it goes over the wire
  return new Promise((resolve, reject) => {
    http.get(server.url + path, { headers: { 'accept-encoding': 'gzip' } }, (reply) => {
      let bytes = 0;
      reply.on('data', (chunk) => { bytes += chunk.length; }).on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

test('the map page with all it loads is under 200 kB over the wire', async () => {
  const text = await (await get('/carte')).text();
  const parts = new Set([...text.matchAll(/(?:src|href|data-points|data-outlines)="(\/(?:static|carte\/points)[^"]*)"/g)].map((m) => m[1]));
  assert.ok(parts.size >= 6 && parts.size <= 10, [...parts].join(' '));
  let total = await weigh('/carte');
  for (const part of parts) total += await weigh(part.replaceAll('&amp;', '&'));
  assert.ok(total < 200_000, `${total} bytes`);
});

test('without a script the map page still lists and draws every place of its page', async () => {
  const text = await (await get('/carte?type=fablab')).text();
  assert.match(text, /<svg class="still-map/);
  assert.equal([...text.matchAll(/class="map-item"/g)].length, 50);
  assert.match(text, /rel="next"/);
});
