// SPDX-License-Identifier: AGPL-3.0-or-later
// What nobody should send: always an answer that says what is wrong, the form kept, never a 500, never a crash.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';

import { startEngines, stopEngines } from '../support/engines.mjs';

let engines;
before(async () => { engines = await startEngines(); });
after(async () => {
  // Alive to the end, whatever was asked.
  for (const end of await stopEngines(engines)) assert.deepEqual(end, { code: 0, signal: null });
});

// As it stands: fetch would mend the address.
function raw(path, { engine = 'sqlite', method = 'GET', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(engines[engine].url);
    const rq = request({ hostname, port, path: '/', method, headers }, (r) => {
      let text = '';
      r.setEncoding('utf8').on('data', (t) => { text += t; }).on('end', () => resolve({ status: r.statusCode, headers: r.headers, text }));
    });
    rq.path = path;
    rq.on('error', reject).end();
  });
}

const refused = ['rayon=-3', 'rayon=0', 'rayon=abc', 'rayon=1e999', 'rayon=nan', 'rayon=inf', 'page=0', 'page=-1', 'page=1.5', 'page=99999999999999999999',
  'par_page=0', 'par_page=1000000', 'par_page=x', 'pres=Xyzzy', 'pres=95,2', 'pres=-90.1,0', 'pres=45,181', 'pres=nan,nan', 'type=chateau', 'label=rien',
  'action=rien', 'etape=jamais', 'territoire=mer', 'region=atlantide', 'departement=999', 'reseau=aucun', 'porteuse=roi', 'partenaire=reine', 'annee=0',
  'confirme=demain', 'tri=hasard', `q=${'a'.repeat(400)}`, `pres=${'b'.repeat(400)}`];
const malformed = ['q=%ff', 'q=%c3%28', 'q=%00', 'q=a%00b', 'pres=%f5%80%80%80', 'q=%ed%a0%80', '%ff=1', 'q=%', 'q=%zz', 'q=%C0%AF'];
const fine = ['inconnu=1', 'utm_source=x&q=', 'q=+++', 'rayon=&page=&par_page=&pres=', 'q=%27%22%3Cscript%3E', "q=';DROP TABLE place;--", 'q=*', 'q=%25', 'q=_',
  'q=\\', 'q=(((', 'q="', 'q=-', 'q=a AND', 'q=%F0%9F%8C%8D', 'q=%E2%80%AE', 'q=%E2%80%8B', `q=${'%C3%A9'.repeat(100)}`, 'page=1000000', 'q[]=x', 'q=a&q=b',
  '&&&', '=', '=&=', '?', 'pres=48.1,-1.7', 'pres=0,0', 'pres=90,180', 'pres=-90,-180', 'q=%0d%0aSet-Cookie:x'].map((q) => q.replaceAll(' ', '+').replaceAll('"', '%22'));

test('impossible values: 400, a sentence, what was typed still in the form', async () => {
  for (const engine of ['sqlite', 'postgresql']) {
    for (const q of refused) {
      const page = await raw(`/lieux?q=tiroir&${q}`.replace('q=tiroir&q=', 'q='), { engine });
      assert.equal(page.status, 400, q);
      assert.match(page.headers['content-type'], /^text\/html/);
      assert.match(page.text, /<form/, q);
      if (!q.startsWith('q=')) assert.match(page.text, /value="tiroir"/, q);
      if (q.startsWith('pres=X')) assert.match(page.text, /value="Xyzzy"/);
      const api = await raw(`/api/v1/lieux?${q}`, { engine });
      assert.equal(api.status, 400, q);
      assert.ok(JSON.parse(api.text).erreur.length > 20, q);
      for (const path of ['/lieux.csv', '/lieux.geojson', '/lieux-mednum.csv']) assert.equal((await raw(`${path}?${q}`, { engine })).status, 400, path + q);
    }
  }
});

test('malformed addresses: 400 on every kind of route', async () => {
  for (const q of malformed) {
    for (const path of ['/lieux', '/api/v1/lieux', '/carte', '/lieux.csv', '/', '/suggestions']) {
      const r = await raw(`${path}?${q}`);
      assert.ok([200, 400].includes(r.status), `${path}?${q}: ${r.status}`);
      if (/%(ff|00|c3%28|f5|ed%a0|C0)/.test(q)) assert.equal(r.status, 400, `${path}?${q}`);
      if (path.startsWith('/api/')) JSON.parse(r.text);
    }
  }
});

test('odd but possible questions are answered', async () => {
  for (const q of fine) {
    for (const path of ['/lieux', '/api/v1/lieux', '/lieux.geojson', '/carte', '/carte/points.json']) {
      const r = await raw(`${path}?${q}`);
      assert.equal(r.status, 200, `${path}?${q}: ${r.text.slice(0, 200)}`);
      assert.equal(r.headers['set-cookie'], undefined);
      if (path === '/lieux') assert.ok(!r.text.includes('<script>\'') && !r.text.includes('"><script>'), q);
    }
  }
});

test('a question of 100 kB', async () => {
  for (const path of ['/lieux', '/api/v1/lieux', '/suggestions', '/lieux.csv']) {
    const r = await raw(`${path}?q=${'a'.repeat(100_000)}`);
    assert.equal(r.status, 400, path);
    assert.ok(r.text.length > 50 && r.text.length < 10_000, `${path}: ${r.text.length}`);
    if (path.startsWith('/api/')) assert.ok(JSON.parse(r.text).erreur);
    else assert.match(r.text, /<form[^]*value="a{300}"/);
  }
});

test('what could be read of an unreadable address stays in the form', async () => {
  for (const bad of ['x=%00', 'rayon=%ff']) {
    const { status, text } = await raw(`/lieux?q=tiroir&pres=Vannes&${bad}`);
    assert.equal(status, 400);
    assert.match(text, /value="tiroir"/);
    assert.match(text, /value="Vannes"/);
  }
});

test('unknown pages: 404 with a search box, in both languages', async () => {
  for (const path of ['/nulle-part', '/lieux/nulle-part', '/actions/rien', '/reseaux/aucun', '/en/nowhere', '/fr/rien', '/lieux/%2e%2e%2fetc', '/LIEUX', '/static/0/x',
    '/lieux/..%2f..%2fetc%2fpasswd', '/lieux.xlsx', '/.env', '/lieux/a/b/c']) {
    const r = await raw(path);
    assert.equal(r.status, 404, path);
    assert.match(r.text, /<input[^>]*name="q"/, path);
  }
});

test('methods that are not for asking', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE']) {
    for (const path of ['/lieux', '/api/v1/lieux', '/sante']) {
      const r = await raw(path, { method });
      const takes = method === 'POST' && path === '/api/v1/lieux' ? 401 : 405; // from who has a token
      assert.ok([400, takes, 501].includes(r.status), `${method} ${path}: ${r.status}`);
    }
  }
});

test('every route of the description survives nonsense in each parameter', async () => {
  const { paths } = JSON.parse((await raw('/api/v1/openapi.json')).text);
  const nonsense = ['', '%20', '-1', '0', '1e308', '9'.repeat(40), '%F0%9F%92%A9', '..%2f', '%3Cb%3E', 'null', '%22', "'", 'a'.repeat(2000), '%E0%B8%81'.repeat(90)];
  const asked = Object.entries(paths).filter(([path]) => path.startsWith('/api/')) // files take the same parameters, by the same reader
    .flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, { parameters }]) => (parameters ?? []).map((p) => [path, method.toUpperCase(), p])));
  assert.ok(asked.some(([, method]) => method === 'PUT'));
  for (const [path, method, p] of asked) {
    for (const v of nonsense) {
      const target = p.in === 'path' ? path.replace(`{${p.name}}`, v || 'x') : `${path}?${p.name}=${v}`;
      const r = await raw(target, { method });
      assert.ok(r.status < 500, `${method} ${target}: ${r.status}`);
    }
  }
});

test('a refusal is nobody else’s: proxies may not hand it on, least of all in another language', async () => {
  for (const path of ['/nulle-part', '/lieux/nulle-part', '/api/v1/rien', '/api/v1/lieux/rien', '/api/v1/lieux?rayon=-3', '/lieux?rayon=-3', '/lieux.csv?rayon=-3',
    '/carte/points.json?rayon=-3', '/static/0/x']) {
    const { status, headers } = await raw(path, { headers: { 'accept-language': 'en' } });
    assert.ok(status >= 400, path);
    assert.match(headers['cache-control'] ?? '', /no-cache|no-store/, path);
    if (path !== '/static/0/x') assert.match(headers.vary ?? '', /Accept-Language/, path);
  }
});
