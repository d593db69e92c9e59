// SPDX-License-Identifier: AGPL-3.0-or-later
// Two people at once, each with a form or a page that is no longer what stands there: nothing is overwritten unseen, and
// nothing is decided by the way. On both engines.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from '../support/database.mjs';
import { startEngines, stopEngines } from '../support/engines.mjs';
import { visitor } from '../support/visitor.mjs';

const engines = await startEngines();
after(() => stopEngines(engines));

// The fields of a form as a browser would send them.
function fields(html) {
  const out = new URLSearchParams();
  const text = (s) => s.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const name = / name="([^"]+)"/.exec(tag)?.[1], type = / type="([^"]+)"/.exec(tag)?.[1];
    if (!name || ((type === 'checkbox' || type === 'radio') && !/ checked/.test(tag))) continue;
    out.append(name, text(/ value="([^"]*)"/.exec(tag)?.[1] ?? ''));
  }
  for (const [, name, value] of html.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)/g)) out.append(name, text(value));
  return out;
}

for (const name of ['sqlite', 'postgresql']) {
  const server = engines[name];
  const where = name === 'sqlite' ? { data: server.data } : { db: engines.database.url };
  if (name === 'postgresql') server.db = where.db;
  const place = async () => (await (await fetch(`${server.url}/api/v1/lieux/konk-ar-lab`)).json()).champs;

  test(`${name}: a short form leaves alone what others changed meanwhile, and shows what both changed`, async () => {
    const [first, second] = [visitor(server), visitor(server)];
    await first.signIn('premiere@exemple.org', { admin: true });
    await second.signIn('seconde@exemple.org', { admin: true });
    const path = '/lieux/konk-ar-lab/proposer';
    const mine = fields((await first.get(path)).text), theirs = fields((await second.get(path)).text);
    theirs.set('telephone', '02 98 11 11 11');
    theirs.set('presentation_resume', 'Ce qu’a écrit la seconde.');
    assert.equal((await second.raw(path, theirs)).status, 303);
    mine.set('site_web', 'https://autre.example/');
    mine.set('presentation_resume', 'Ce qu’a écrit la première.');
    const clash = await first.raw(path, mine);
    assert.equal(clash.status, 422);
    assert.match(clash.text, /Quelqu’un a écrit entre-temps : « Ce qu’a écrit la seconde. »/);
    assert.equal((await place()).presentation_resume, 'Ce qu’a écrit la seconde.');
    assert.equal((await first.raw(path, fields(clash.text))).status, 303); // having seen it
    const now = await place();
    assert.equal(now.presentation_resume, 'Ce qu’a écrit la première.');
    assert.equal(now.site_web, 'https://autre.example/');
    assert.equal(now.telephone, '02 98 11 11 11', 'what the first did not touch');
  });

  test(`${name}: a history names nobody who no longer wants to be named`, async () => {
    const who = visitor(server), path = '/lieux/konk-ar-lab/proposer';
    await who.signIn('troisieme@exemple.org', { admin: true });
    sql(where, "UPDATE person SET name = 'Solenn Test', shown = 'nom' WHERE address = 'troisieme@exemple.org'");
    const form = fields((await who.get(path)).text);
    form.set('telephone', '02 98 33 33 33');
    assert.equal((await who.raw(path, form)).status, 303);
    const told = async () => (await fetch(`${server.url}/lieux/konk-ar-lab/historique`)).text();
    assert.match(await told(), /Solenn Test/);
    sql(where, "UPDATE person SET shown = 'rien' WHERE address = 'troisieme@exemple.org'");
    assert.doesNotMatch(await told(), /Solenn Test/);
  });

  test(`${name}: numbers beyond what a database counts to are numbers that are not there`, async () => {
    const who = visitor(server), much = '99999999999';
    await who.signIn('quatrieme@exemple.org', { admin: true });
    for (const path of [`/imports/${much}`, `/fusion/${much}/1`, `/images/${much}/480`]) assert.equal((await who.get(path)).status, 404, path);
    for (const path of [`/imports/${much}/annuler`, `/moderation/${much}`, `/fusion/${much}/1`, `/fusions/${much}/defaire`])
      assert.equal((await who.post(path, { geste: 'accepter' })).status, 404, path);
    const journal = await fetch(`${server.url}/api/v1/changements?depuis=${much}`);
    assert.equal(journal.status, 200);
    assert.deepEqual((await journal.json()).changements, []);
  });

  test(`${name}: who animates one department gives nobody a word on the pages of another`, async () => {
    const [animator, other] = [visitor(server), visitor(server)];
    await animator.signIn('anime29@exemple.org');
    await other.signIn('bo@exemple.org');
    const id = (address) => `(SELECT id FROM person WHERE address = '${address}')`;
    sql(where, `INSERT INTO mandate (id, person, department, given_at) SELECT 700, ${id('anime29@exemple.org')}, '29', '2026-01-01T00:00:00Z'`);
    sql(where, `INSERT INTO suggestion (id, kind, state, scope, place, seen, lang, person, note, made_at, asked_at) SELECT 900, 'signalement', 'en-attente',
      'animation', id, 1, 'fr', ${id('bo@exemple.org')}, 'faux', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z' FROM place WHERE slug = 'konk-ar-lab'`);
    assert.doesNotMatch((await animator.get('/moderation')).text, /name="confiance"/);
    assert.equal((await animator.post('/moderation/900', { geste: 'accepter', confiance: 'oui' })).status, 303);
    assert.deepEqual(sql(where, "SELECT trusted FROM person WHERE address = 'bo@exemple.org'").map(([n]) => Number(n)), [0]);
  });
}
