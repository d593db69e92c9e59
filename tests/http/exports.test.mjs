// SPDX-License-Identifier: AGPL-3.0-or-later
// Downloads: what was found is what is written, others can read it, and nothing in it can run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { parseCsv } from '../support/csv.mjs';
import { startEngines, stopEngines } from '../support/engines.mjs';
import { maille, run, startServer } from '../support/server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const schema = JSON.parse(readFileSync(join(here, '../exchange/mednum/schema.json'), 'utf8'));
const dir = mkdtempSync(join(tmpdir(), 'maille-exports-'));
let engines;
before(async () => { engines = await startEngines({ args: ['--url', 'https://exemple.org'] }); });
after(async () => {
  rmSync(dir, { recursive: true, force: true });
  await stopEngines(engines);
});

const get = async (path, engine = 'sqlite') => {
  const r = await fetch(engines[engine].url + path);
  assert.equal(r.status, 200, path);
  return { r, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await r.arrayBuffer()) };
};
const total = async (query) => JSON.parse((await get(`/api/v1/lieux?${query}`)).text).total;
const searches = ['', 'q=fablab', 'q=Konk+Ar+Lab', 'region=bretagne', 'pres=Vannes&rayon=30', 'label=fabrique-de-territoire&departement=80', 'q=zzzzqqqq&exact=1'];

test('each search gives all its places, in each format, on both engines', async () => {
  for (const q of searches) {
    const n = await total(q);
    for (const engine of ['sqlite', 'postgresql']) {
      const csv = await get(`/lieux.csv?${q}`, engine);
      assert.equal(parseCsv(csv.text.slice(1), ';').length, n, q);
      assert.equal(JSON.parse((await get(`/lieux.geojson?${q}`, engine)).text).features.length, n, q);
      assert.equal(JSON.parse((await get(`/lieux.jsonld?${q}`, engine)).text)['@graph'].length, n + 1, q);
      assert.equal(JSON.parse((await get(`/lieux.json?${q}`, engine)).text).lieux.length, n, q);
      const mednum = await get(`/lieux-mednum.csv?${q}`, engine);
      assert.equal(parseCsv(mednum.text, ',').length + Number(mednum.r.headers.get('x-maille-lieux-omis')), n, q);
    }
  }
  const [a, b] = await Promise.all(['sqlite', 'postgresql'].map(async (e) => (await get('/lieux.csv', e)).text.split('\r\n').sort()));
  assert.deepEqual(a, b);
});

test('a file says what it is, whose it is and of which day', async () => {
  const day = new Date().toISOString().slice(0, 10);
  for (const [path, type] of [['.csv', 'text/csv'], ['-excel.csv', 'text/csv'], ['.geojson', 'application/geo+json'], ['.jsonld', 'application/ld+json'],
    ['.json', 'application/json'], ['-mednum.csv', 'text/csv']]) {
    const { r } = await get(`/lieux${path}?q=fablab`);
    assert.equal(r.headers.get('content-type').split(';')[0], type);
    assert.match(r.headers.get('content-disposition'), new RegExp(`filename="maille-lieux-\\d{4}-\\d\\d-\\d\\d${path.replace('.', '\\.')}"`));
    assert.equal(r.headers.get('link'), '<https://exemple.org/donnees>; rel="license"');
    assert.equal(r.headers.get('access-control-allow-origin'), '*');
    const etag = r.headers.get('etag');
    const again = await fetch(`${engines.sqlite.url}/lieux${path}?q=fablab`, { headers: { 'If-None-Match': etag } });
    if (new Date().toISOString().slice(0, 10) === day) assert.equal(again.status, 304);
    assert.equal((await fetch(`${engines.sqlite.url}/lieux${path}`, { method: 'HEAD' })).status, 200);
    for (const lang of ['/fr', '/en']) await get(`${lang}/lieux${path}?q=fablab`); // the pages link so
    const bad = await fetch(`${engines.sqlite.url}/lieux${path}?rayon=-3`);
    assert.equal(bad.status, 400);
    assert.match(await bad.text(), /rayon/);
  }
});

test('the table: a mark for spreadsheets, codes with their zeros, numbers that are numbers, sources and licences', async () => {
  const { text } = await get('/lieux.csv');
  assert.equal(text[0], '\ufeff');
  const rows = parseCsv(text.slice(1), ';');
  assert.ok(rows.length > 1500);
  assert.ok(rows.some((r) => r.code_postal.startsWith('0')));
  assert.equal(new Set(rows.map((r) => r.identifiant)).size, rows.length);
  for (const r of rows) {
    assert.match(r.code_postal, /^(\d{5})?$/, r.identifiant);
    assert.match(r.code_insee, /^(\d{5}|2[AB]\d{3})?$/, r.identifiant);
    assert.match(r.latitude, /^(-?\d+(\.\d+)?)?$/);
    assert.match(r.longitude, /^(-?\d+(\.\d+)?)?$/);
    assert.ok(r.source && r.licence && r.date, r.identifiant);
    assert.equal(r.source.split(' | ').length, r.licence.split(' | ').length);
    assert.equal(r.lien, `https://exemple.org/lieux/${r.identifiant}`);
    if (r.code_postal) assert.equal(r.localite, `${r.code_postal} ${r.commune}`);
  }
  assert.ok(rows.some((r) => r.longitude.startsWith('-')));
  // The technical table that the network began with, whole.
  const lab = rows.find((r) => r.identifiant === 'lab01');
  for (const c of ['nom', 'code_postal', 'commune', 'qpv', 'fabrique_numerique', 'porteuse', 'porteuse_nature', 'labels', 'porteuse_depuis']) {
    assert.ok(lab[c], c);
  }
  assert.ok(['collectivite', 'centre_social', 'bailleur_social', 'formation'].some((k) => lab[`partenaires_${k}`]));
});

test('GeoJSON is RFC 7946', async () => {
  const g = JSON.parse((await get('/lieux.geojson')).text);
  assert.equal(g.type, 'FeatureCollection');
  assert.equal(g.crs, undefined);
  assert.ok(g.sources.every((s) => s.source && s.titre && s.licence && s.date));
  const ids = new Set();
  for (const f of g.features) {
    assert.equal(f.type, 'Feature');
    assert.ok(f.id && !ids.has(f.id));
    ids.add(f.id);
    assert.ok(f.properties.nom && f.properties.sources.every((s) => s.source && s.licence && s.date), f.id);
    if (f.geometry === null) continue;
    assert.equal(f.geometry.type, 'Point');
    const [lon, lat] = f.geometry.coordinates;
    assert.equal(f.geometry.coordinates.length, 2);
    assert.ok(Math.abs(lon) <= 180 && Math.abs(lat) <= 90);
    for (const x of [lon, lat]) assert.ok((String(x).split('.')[1] ?? '').length <= 6);
  }
  const amiens = g.features.find((f) => f.id === 'lab01').geometry.coordinates;
  assert.ok(amiens[0] > 5 && amiens[0] < 6 && amiens[1] > 45 && amiens[1] < 46, 'longitude stands first');
});

test('LaMednum: every row obeys the schema', async () => {
  const { text } = await get('/lieux-mednum.csv');
  const rows = parseCsv(text, ',');
  assert.ok(rows.length > 800);
  assert.deepEqual(Object.keys(rows[0]), schema.fields.map((f) => f.name));
  const ids = new Set();
  for (const row of rows) {
    for (const f of schema.fields) {
      const v = row[f.name];
      const c = f.constraints ?? {};
      const where = `${row.id} ${f.name} ${JSON.stringify(v)}`;
      if (v === '') { assert.ok(!c.required, where); continue; }
      if (c.pattern) assert.match(v, new RegExp(`^(?:${c.pattern})$`, 'u'), where);
      if (c.maxLength) assert.ok([...v].length <= c.maxLength, where);
      if (f.type === 'number') assert.ok(Number.isFinite(Number(v)), where);
      if (f.type === 'date') assert.equal(new Date(`${v}T00:00:00Z`).toISOString().slice(0, 10), v, where);
    }
    ids.add(row.id);
  }
  assert.equal(ids.size, rows.length);
  assert.ok(rows.some((r) => r.formations_labels === 'Fabriques de Territoire'));
});

test('JSON-LD names what it is based on', async () => {
  const g = JSON.parse((await get('/lieux.jsonld?q=fablab')).text);
  assert.equal(g['@context'], 'https://schema.org');
  const [set, ...places] = g['@graph'];
  const known = new Set(set.isBasedOn.map((s) => s['@id']));
  assert.ok(set.isBasedOn.every((s) => s.license && s.name));
  for (const p of places) {
    assert.equal(p['@type'], 'Place');
    assert.match(p['@id'], /^https:\/\/exemple\.org\/lieux\//);
    assert.ok(p.subjectOf.isBasedOn.every((s) => known.has(s['@id'])), p['@id']);
  }
});

test('a place whose facts are formulas stays text in both tables', async () => {
  const evil = ['=cmd|\' /C calc\'!A0', '+33 =1', '-2+3', '@SUM(1+1)', '=HYPERLINK("http://a.example";"clic")', '＝1+1', '"=1"', '=1;=2', 'a\n=b'];
  const file = join(dir, 'pieges.csv');
  const quote = (s) => `"${s.replaceAll('"', '""')}"`;
  writeFileSync(file, ['nom,adresse,code_postal,commune,presentation_resume,date_maj',
    ...evil.map((s, i) => [quote(`${s} n${i}`), quote(`${s} rue`), '35000', 'Rennes', quote(s), '2024-01-02'].join(','))].join('\n'));
  const data = join(dir, 'pieges');
  run('import', file, '--data', data);
  const server = await startServer({ data });
  try {
    for (const [path, delimiter] of [['/lieux.csv', ';'], ['/lieux-mednum.csv', ',']]) {
      const text = (await (await fetch(server.url + path)).text()).replace(/^\ufeff/, '');
      const rows = parseCsv(text, delimiter);
      assert.ok(rows.length >= 4, path); // LaMednum leaves out those without a street
      for (const row of rows) {
        for (const [column, v] of Object.entries(row)) {
          if (['latitude', 'longitude'].includes(column)) assert.ok(v === '' || Number.isFinite(Number(v)));
          else assert.doesNotMatch(v, /^[=+\-@\t\r\n＝＋－＠]/u, `${path} ${column}`);
        }
      }
    }
    // Formats that no spreadsheet runs keep the words as they are.
    const g = await (await fetch(`${server.url}/lieux.geojson`)).json();
    assert.ok(g.features.some((f) => f.properties.nom.startsWith('=')));
  } finally {
    await server.stop();
  }
});

test('maille export writes the same files, and what it wrote can be imported', async () => {
  const { data } = engines.sqlite;
  for (const [format, path] of [['csv', '.csv'], ['excel', '-excel.csv'], ['geojson', '.geojson'], ['jsonld', '.jsonld'], ['natif', '.json'], ['mednum', '-mednum.csv']]) {
    const there = (await get(`/lieux${path}?q=fablab&region=bretagne`)).text;
    assert.equal(run('export', '--data', data, '--format', format, '--url', 'https://exemple.org/', '--region', 'bretagne', 'fablab'), there, format);
  }
  const file = join(dir, 'tout.json');
  run('export', '--data', data, '--all', '--format', 'natif', '-o', file);
  const lieux = JSON.parse(readFileSync(file, 'utf8')).lieux;
  const copy = join(dir, 'copie');
  const report = JSON.parse(run('import', file, '--data', copy, '--json'));
  assert.equal(report.lus, lieux.length);
  assert.deepEqual(report.refuses, []);
  assert.equal(report.nouveaux, lieux.length);
  for (const [args, status] of [[['--format', 'pdf'], 2], [['--pres', 'Xyzzy'], 2], [['--rayon', '-3'], 2], [['-o', join(dir, 'absent/x.csv')], 1]]) {
    const r = spawnSync(maille, ['export', '--data', data, ...args], { encoding: 'utf8' });
    assert.equal(r.status, status, args.join(' '));
    assert.notEqual(r.stderr, '');
  }
});
