// SPDX-License-Identifier: AGPL-3.0-or-later
// Actions, networks, open data and the pages that explain, on the starter network.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

let server;
before(async () => {
  server = await startServer({ env: { MAILLE_EDITEUR: 'Le <Réseau> & cie', MAILLE_CONTACT: 'bonjour@exemple.org',
    MAILLE_TUILES: 'https://tuiles.exemple.org/{z}/{x}/{y}.png', MAILLE_TUILES_CREDIT: '© les contributeurs' } });
});
after(() => server?.stop());

async function page(path, status = 200) {
  const reply = await fetch(server.url + path, { headers: { 'accept-language': 'fr' } });
  assert.equal(reply.status, status, path);
  return reply.text();
}
const words = (html) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const between = (html, from, to) => html.slice(html.indexOf(from), html.indexOf(to, html.indexOf(from)));

test('the matrix says who does, has started, wants to', async () => {
  const html = await page('/actions');
  const row = (key) => between(html, `href="/actions/${key}">`, '</tr>').split('<td').slice(1).map(words);
  const [does, started, wants] = row('fab-lab');
  assert.match(does, /LAB01/);
  assert.match(started, /La Dynamo/);
  assert.match(wants, /personne pour l’instant/);
  const [coworking] = row('coworking');
  assert.match(coworking, /LAB01/);
  assert.match(coworking, /MONSCOBAR/);
});

test('an action lists its places by stage, the nearest first when a place is named', async () => {
  const html = await page('/actions/fab-lab?pres=Bourg-en-Bresse');
  assert.match(words(between(html, 'id="fait"', '</section>')), /LAB01/);
  assert.match(words(between(html, 'id="commence"', '</section>')), /La Dynamo/);
  const kms = [...between(html, 'id="fait"', '</section>').matchAll(/hit-km">([\d,]+)\s(?:km)/g)].map((m) => parseFloat(m[1].replace(',', '.')));
  assert.ok(kms.length >= 2, 'distances are shown');
  assert.deepEqual(kms, [...kms].sort((a, b) => a - b));
  assert.match(words(between(html, 'id="appuis"', '</section>')), /La Dynamo .* a commencé .* le fait déjà/);
});

test('an unknown commune is said, and what was typed is kept', async () => {
  const html = await page('/actions/fab-lab?pres=Xyzzy', 400);
  assert.match(html, /value="Xyzzy"[^>]* aria-invalid="true"/);
  assert.match(html, /class="problem" id="pres-souci"/);
});

test('a consortium shows its lead, its six members and their roles', async () => {
  const html = await page('/reseaux/consortium-amiens');
  const members = between(html, 'id="membres"', '</section>');
  assert.equal([...members.matchAll(/class="hit"/g)].length, 6);
  assert.match(words(members), /La Machinerie chef de file/);
  for (const name of [/ALCO/, /Briqueterie/, /Fruits/, /Colonel/]) assert.match(words(members), name);
  assert.match(words(members), /maraîchage/);
  assert.match(html, /<svg class="still-map/);
  assert.match(await page('/reseaux'), /href="\/reseaux\/consortium-amiens"/);
});

test('each source stands with its licence, date and number of places', async () => {
  const text = words(between(await page('/donnees'), 'id="sources"', '</section>'));
  for (const part of [/Licence Ouverte 2\.0/, /CC BY/, /janvier 2024/, /2019/]) assert.match(text, part);
});

test('what the page offers to download can be downloaded', async () => {
  const html = await page('/donnees');
  const files = [...html.matchAll(/href="(\/lieux[^"]*)" download/g)].map((m) => m[1]);
  assert.equal(files.length, 6);
  for (const file of files) {
    const reply = await fetch(server.url + file);
    assert.equal(reply.status, 200, file);
    assert.ok((await reply.arrayBuffer()).byteLength > 10000, file);
  }
});

test('the examples of the API page answer', async () => {
  const html = await page('/donnees/api');
  const examples = [...html.matchAll(/href="(\/api\/v1\/[^"]*)"/g)].map((m) => m[1].replaceAll('&amp;', '&'));
  assert.ok(examples.length >= 7);
  for (const path of examples) {
    const reply = await fetch(server.url + path);
    assert.equal(reply.status, 200, path);
    await reply.json();
  }
});

test('the host says who they are, as text', async () => {
  const html = await page('/mentions-legales');
  assert.match(html, /Le &lt;Réseau&gt; &amp; cie/);
  assert.match(html, /href="mailto:bonjour@exemple.org"/);
  assert.match(html, /MAILLE_HEBERGEUR/, 'what is missing is named');
});

test('tiles of another server are allowed by name, and only when they are set', async () => {
  const reply = await fetch(`${server.url}/carte`);
  assert.match(reply.headers.get('content-security-policy'), /img-src [^;]*https:\/\/tuiles\.exemple\.org/);
  assert.match(await reply.text(), /data-tiles="https:\/\/tuiles\.exemple\.org\/\{z\}/);
});

test('unknown actions and networks are 404 with a way on', async () => {
  for (const path of ['/actions/licorne', '/reseaux/licorne']) assert.match(await page(path, 404), /role="search"/);
});

test('every page of text exists in both languages', async () => {
  for (const path of ['/aide', '/a-propos', '/mentions-legales', '/accessibilite', '/donnees', '/donnees/api', '/actions', '/reseaux']) {
    const [fr, en] = [await page(`/fr${path}`), await page(`/en${path}`)];
    assert.match(fr, /<html lang="fr"/);
    assert.match(en, /<html lang="en"/);
    const title = (html) => words(/<h1[^>]*>([^]*?)<\/h1>/.exec(html)[1]);
    if (!/actions/.test(path)) assert.notEqual(words(between(fr, '<main', '</main>')), words(between(en, '<main', '</main>')));
    assert.ok(title(en).length > 2, path);
  }
});
