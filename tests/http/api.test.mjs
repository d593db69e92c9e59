// SPDX-License-Identifier: AGPL-3.0-or-later
// The API on both engines: the same answers, as its own description says, and as HTTP wants them.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import Ajv from 'ajv/dist/2020.js';

import { startEngines, stopEngines } from '../support/engines.mjs';

let engines;
let description;
const both = ['sqlite', 'postgresql'];
before(async () => {
  engines = await startEngines({ args: ['--url', 'https://exemple.org'] });
  description = await (await fetch(`${engines.sqlite.url}/api/v1/openapi.json`)).json();
});
after(async () => {
  for (const end of await stopEngines(engines)) assert.deepEqual(end, { code: 0, signal: null });
});

const questions = [
  '', 'q=fablab', 'q=fablab+vers+Vannes', 'q=coworking+%C3%A0+la+campagne+autour+de+Laval', 'q=bureau+partag%C3%A9+44300',
  'q=fabrique+de+territoire+en+Bretagne', 'label=fabrique-de-territoire&region=bretagne&par_page=100', 'q=fabalb',
  'pres=Vannes&rayon=30&type=fablab', 'action=fab-lab&etape=fait', 'territoire=qpv&par_page=5&page=2', 'q=zzzzqqqq',
  'pres=48.1,-1.7&rayon=12,5&tri=distance', 'tri=nom&par_page=100', 'departement=29&departement=56', 'inconnu=1&q=fablab',
  'q=saint-denis&exact=1', 'reseau=mibs', 'porteuse=association', 'partenaire=collectivite', 'annee=2019', 'confirme=2020',
];

async function json(engine, path, status = 200) {
  const r = await fetch(engines[engine].url + path);
  const body = await r.json();
  assert.equal(r.status, status, `${path}: ${JSON.stringify(body).slice(0, 300)}`);
  assert.equal(r.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(r.headers.get('access-control-allow-origin'), '*');
  return body;
}

// A schema of the description with everything it leads to; members that it does not name are refused.
function validator(name) {
  const strict = (s) => {
    if (Array.isArray(s)) return s.map(strict);
    if (s === null || typeof s !== 'object') return s;
    const copy = Object.fromEntries(Object.entries(s).map(([k, v]) =>
      [k, k === '$ref' ? v.replace('#/components/schemas/', '#/$defs/') : strict(v)]));
    if (copy.type === 'object' && copy.properties && !copy.additionalProperties) copy.additionalProperties = false;
    return copy;
  };
  const ajv = new Ajv({ strict: true, allErrors: true, formats: { uri: (s) => { try { return !!new URL(s); } catch { return false; } } } });
  const validate = ajv.compile({ $defs: strict(description.components.schemas), $ref: `#/$defs/${name}` });
  return (body, where) => assert.ok(validate(body), `${where}: ${JSON.stringify(validate.errors?.slice(0, 5))}`);
}

test('the answer has the members that were promised', async () => {
  const a = await json('sqlite', '/api/v1/lieux?q=fablab+vers+Vannes');
  assert.deepEqual(Object.keys(a), ['total', 'duree_us', 'page', 'par_page', 'recherche', 'lieux', 'facettes']);
  assert.ok(a.total > 3);
  for (const key of ['id', 'slug', 'nom', 'commune', 'code_postal', 'code_insee', 'departement', 'region', 'latitude', 'longitude',
    'distance_km', 'types', 'labels', 'actions', 'reseaux', 'presentation_resume', 'date_maj', 'sources', 'pourquoi', 'url']) {
    assert.ok(key in a.lieux[0], key);
  }
  assert.match(a.lieux[0].url, /^https:\/\/exemple\.org\/lieux\//);
  assert.ok(a.lieux[0].pourquoi.length > 0);
  for (const s of a.lieux[0].sources) assert.ok(s.source && s.licence && s.date, JSON.stringify(s));
  for (const group of ['type', 'label', 'action', 'etape', 'territoire', 'region', 'departement', 'reseau', 'porteuse', 'partenaire']) {
    for (const f of a.facettes[group]) assert.ok(f.valeur && f.libelle && Number.isInteger(f.total), group);
  }
});

test('both engines answer alike, as described', async () => {
  const valid = validator('Lieux');
  for (const q of questions) {
    const [a, b] = await Promise.all(both.map((e) => json(e, `/api/v1/lieux?${q}`)));
    valid(a, q);
    delete a.duree_us;
    delete b.duree_us;
    for (const side of [a, b]) side.lieux.forEach((l) => delete l.id); // numbers are each database's own
    assert.deepEqual(a, b, q);
  }
});

test('pages of a list hold each place once', async () => {
  const seen = new Set();
  let total;
  for (let page = 1; ; page++) {
    const a = await json('sqlite', `/api/v1/lieux?region=bretagne&tri=nom&par_page=50&page=${page}`);
    total = a.total;
    if (a.lieux.length === 0) break;
    a.lieux.forEach((l) => seen.add(l.slug));
  }
  assert.equal(seen.size, total);
});

test('every place, action and network has an answer as described', async () => {
  const place = validator('FicheLieu');
  const { lieux } = await json('sqlite', '/api/v1/lieux?label=fabrique-de-territoire&par_page=40');
  const rich = ['lab01', 'la-dynamo', 'konk-ar-lab'].map((slug) => ({ slug }));
  for (const { slug } of [...lieux, ...rich]) {
    const [a, b] = await Promise.all(both.map((e) => json(e, `/api/v1/lieux/${slug}`)));
    place(a, slug);
    assert.ok(a.faits.length > 0, slug);
    for (const f of a.faits) assert.ok(f.source && f.licence && f.date, `${slug} ${f.champ}`);
    assert.ok(a.faits.some((f) => f.retenu), slug);
    assert.deepEqual(a.champs, b.champs);
  }
  const actions = await json('sqlite', '/api/v1/actions');
  validator('Actions')(actions, 'actions');
  assert.equal(actions.categories.flatMap((c) => c.actions).length, actions.total);
  for (const c of actions.categories.flatMap((x) => x.actions)) {
    const one = await json('postgresql', `/api/v1/actions/${c.action}`);
    validator('Action')(one, c.action);
    for (const stage of ['fait', 'commence', 'veut']) {
      assert.equal(one.lieux.filter((l) => l.etape === stage).length, c.totaux[stage], `${c.action} ${stage}`);
    }
  }
  const networks = await json('sqlite', '/api/v1/reseaux');
  validator('Reseaux')(networks, 'reseaux');
  assert.equal(networks.reseaux.length, networks.total);
  for (const n of networks.reseaux) {
    const one = await json('postgresql', `/api/v1/reseaux/${n.reseau}`);
    validator('Reseau')(one, n.reseau);
    assert.equal(one.membres.length, n.total, n.reseau);
  }
  assert.ok(networks.reseaux.some((n) => n.consortium && n.chef_de_file));
  const typed = await json('sqlite', '/api/v1/suggestions?q=kon');
  validator('Suggestions')(typed, 'suggestions');
  assert.ok(typed.suggestions.length > 0);
  assert.deepEqual(await json('sqlite', '/api/v1/suggestions'), { suggestions: [] });
});

test('the service says that it is well', async () => {
  for (const e of both) {
    const r = await fetch(`${engines[e].url}/sante`);
    assert.equal(r.status, 200);
    const body = await r.json();
    assert.equal(body.etat, 'ok');
    validator('Sante')(body, 'sante');
  }
});

test('refusals are JSON with a sentence, on the right parameter', async () => {
  const refused = validator('Erreur');
  const bad = { 'rayon=-3': 'rayon', 'rayon=abc': 'rayon', 'rayon=nan': 'rayon', 'rayon=1e999': 'rayon', 'page=0': 'page', 'page=1.5': 'page',
    'par_page=1000000': 'par_page', 'par_page=-1': 'par_page', 'pres=Xyzzy': 'pres', 'pres=95,2': 'pres', 'pres=-91,0': 'pres',
    'pres=45,181': 'pres', 'type=chateau': 'type', 'etape=jamais': 'etape', 'region=atlantide': 'region', 'departement=99': 'departement',
    'tri=hasard': 'tri', 'territoire=mer': 'territoire', 'annee=12': 'annee', [`q=${'a'.repeat(500)}`]: 'q' };
  for (const [query, param] of Object.entries(bad)) {
    const body = await json('sqlite', `/api/v1/lieux?${query}`, 400);
    refused(body, query);
    assert.equal(body.parametre, param, query);
    assert.ok(body.erreur.length > 20 && /[.!]$/.test(body.erreur), body.erreur);
  }
  const several = await json('sqlite', '/api/v1/lieux?rayon=-3&page=0', 400);
  assert.deepEqual(several.problemes.map((p) => p.parametre).sort(), ['page', 'rayon']);
  for (const path of ['/api/v1/lieux/nulle-part', '/api/v1/actions/rien', '/api/v1/reseaux/aucun', '/api/v1/rien', '/api/v2/lieux', '/api/']) {
    refused(await json('sqlite', path, 404), path);
  }
  const r = await fetch(`${engines.sqlite.url}/api/v1/actions`, { method: 'POST', body: 'x' });
  assert.equal(r.status, 405);
  assert.match(r.headers.get('allow'), /GET/);
  refused(await r.json(), 'POST');
});

test('marks, HEAD and gzip', async () => {
  const url = `${engines.sqlite.url}/api/v1/lieux?q=fablab&par_page=100`;
  const first = await fetch(url);
  const text = await first.text();
  const etag = first.headers.get('etag');
  assert.ok(etag);
  assert.equal((await fetch(url, { headers: { 'If-None-Match': etag } })).status, 304);
  assert.equal((await fetch(url, { headers: { 'If-None-Match': '"autre"' } })).status, 200);
  assert.notEqual((await fetch(`${url}&page=2`)).headers.get('etag'), etag);
  const head = await fetch(url, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
  assert.equal(head.headers.get('etag'), etag);
  const packed = await new Promise((resolve, reject) => {
    request(url, { headers: { 'Accept-Encoding': 'gzip' } }, (r) => {
      const parts = [];
      r.on('data', (p) => parts.push(p)).on('end', () => resolve({ headers: r.headers, bytes: Buffer.concat(parts) }));
    }).on('error', reject).end();
  });
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.ok(packed.bytes.length < text.length / 4);
  const strip = (s) => s.replace(/"duree_us":\d+/, '');
  assert.equal(strip(gunzipSync(packed.bytes).toString()), strip(text));
});

test('the description is whole: every route, every parameter, no loose end', async () => {
  assert.equal(description.openapi, '3.1.0');
  assert.ok(description.info.title && description.info.version);
  const paths = Object.keys(description.paths);
  for (const p of ['/api/v1/lieux', '/api/v1/lieux/{slug}', '/api/v1/actions', '/api/v1/reseaux', '/api/v1/suggestions', '/api/v1/openapi.json',
    '/lieux.csv', '/lieux.geojson', '/lieux.jsonld', '/lieux.json', '/lieux-mednum.csv', '/sante']) assert.ok(paths.includes(p), p);
  const ids = new Set();
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      assert.ok(operation.summary && operation.operationId && !ids.has(operation.operationId), `${method} ${path}`);
      ids.add(operation.operationId);
      const names = operation.parameters.map((p) => p.name);
      assert.equal(new Set(names).size, names.length, path);
      for (const m of path.matchAll(/\{(\w+)\}/g)) assert.ok(operation.parameters.some((p) => p.name === m[1] && p.in === 'path' && p.required), path);
      for (const p of operation.parameters) assert.ok(p.schema.type && ['query', 'path', 'header'].includes(p.in), `${path} ${p.name}`);
      assert.ok((operation.responses[200] ?? operation.responses[201]).description);
      if (method !== 'get') assert.deepEqual(operation.security, [{ jeton: [] }], `${method} ${path} takes a token`);
    }
    const { get } = methods;
    if (!get) continue;
    const filled = path.replace('{slug}', path.includes('actions') ? 'fab-lab' : path.includes('reseaux') ? 'mibs' : 'lab01');
    const r = await fetch(engines.sqlite.url + filled);
    assert.equal(r.status, 200, filled);
    assert.equal(r.headers.get('content-type').split(';')[0], Object.keys(get.responses[200].content)[0], path);
    await r.arrayBuffer();
  }
  const search = description.paths['/api/v1/lieux'].get.parameters.map((p) => p.name);
  for (const p of ['q', 'pres', 'rayon', 'type', 'label', 'action', 'etape', 'territoire', 'region', 'departement', 'reseau', 'porteuse', 'partenaire',
    'page', 'par_page', 'tri']) assert.ok(search.includes(p), p);
  // Facets of an answer are parameters of the question, and each value of a closed list may be asked for.
  const { facettes } = await json('sqlite', '/api/v1/lieux');
  for (const f of Object.keys(facettes)) assert.ok(search.includes(f), f);
  for (const p of description.paths['/api/v1/lieux'].get.parameters) {
    const values = p.schema.enum ?? p.schema.items?.enum ?? [];
    for (const v of values) await json('sqlite', `/api/v1/lieux?${p.name}=${v}&par_page=1`);
    if ((p.schema.type === 'integer' || p.schema.type === 'number') && p.schema.maximum) {
      await json('sqlite', `/api/v1/lieux?${p.name}=${p.schema.maximum}`);
      await json('sqlite', `/api/v1/lieux?${p.name}=${p.schema.maximum + 1}`, 400);
      await json('sqlite', `/api/v1/lieux?${p.name}=${p.schema.minimum ?? 0.1}`);
      await json('sqlite', `/api/v1/lieux?${p.name}=${(p.schema.minimum ?? 1) - 1}`, 400);
    }
  }
  const refs = JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
  const used = new Set([...refs].map((m) => m[1]));
  assert.deepEqual([...used].sort(), Object.keys(description.components.schemas).sort());
});
