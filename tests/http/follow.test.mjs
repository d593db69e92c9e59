// SPDX-License-Identifier: AGPL-3.0-or-later
// What is followed, told once, in one mail; its links stop it without signing in; feeds and the public journal say the
// same and nothing that is not public.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';

import { createDatabase } from '../pg.mjs';
import { sql } from '../support/database.mjs';
import { startMailbox } from '../support/mailbox.mjs';
import { run, startServer, temporaryDirectory } from '../support/server.mjs';
import { signedIn } from '../support/session.mjs';

const ends = [];
after(async () => { for (const end of ends.reverse()) await end(); });

const engines = {
  sqlite: () => { const data = join(temporaryDirectory(), 'var'); run('starter', '--data', data); return { data }; },
  postgresql: () => {
    const database = createDatabase();
    ends.push(() => database.drop());
    run('starter', '--db', database.url);
    return { db: database.url };
  },
};
const args = (where) => (where.db ? ['--db', where.db] : ['--data', where.data]);
const query = '?q=fablab&pres=Auray&rayon=50';

function people(where, last) {
  for (const [id, address, lang] of [[1, 'suit@exemple.org', 'fr'], [2, 'loin@exemple.org', 'en'], [3, 'moi@exemple.org', 'fr']])
    sql(where, `INSERT INTO person (id, address, shown, lang, admin, trusted, made_at) VALUES (${id}, '${address}', 'nom', '${lang}', 0, 0, '2026-01-01T00:00:00Z')`);
  const follow = (id, person, text, rhythm, place = 'NULL') => sql(where, `INSERT INTO follow (id, person, place, query, title, rhythm, seen, made_at) VALUES
    (${id}, ${person}, ${place}, ${text ? `'${text}'` : 'NULL'}, 'fablab · Auray', '${rhythm}', ${last}, '2026-01-01T00:00:00Z')`);
  follow(1, 1, query, 'jour');
  follow(2, 1, '?q=couture&pres=Auray&rayon=50', 'aucun');
  follow(3, 2, '?departement=13', 'semaine');
  follow(4, 3, query, 'jour');
}

for (const [name, make] of Object.entries(engines)) {
  test(`${name}: a digest tells what changed in what is followed, once`, async () => {
    const where = make();
    const mailbox = await startMailbox();
    ends.push(() => mailbox.close());
    let server = await startServer({ ...where, env: mailbox.env });
    const found = await (await fetch(`${server.url}/api/v1/lieux${query}`)).json();
    assert.ok(found.lieux.length >= 1, 'there are fablabs around Auray');
    const near = found.lieux[0];
    await server.stop();
    const last = Number(sql(where, 'SELECT max(number) FROM change')[0][0]);
    const [[id]] = sql(where, `SELECT id FROM place WHERE slug = '${near.slug}'`);
    people(where, last);
    // The same place twice, by person 3; one thing of it is not public.
    for (const n of [1, 2])
      sql(where, `INSERT INTO change (number, made_at, what, place, person, role) VALUES (${last + n}, '2026-11-22T0${n}:00:00Z', 'lieu-modifie', ${id}, 3, 'equipe')`);
    sql(where, `INSERT INTO change_item (change, place, kind, key, before, after) VALUES (${last + 2}, ${id}, 'champ', 'adresse', 'avant', '3 rue <b>du Port</b>')`);
    sql(where, `INSERT INTO change_item (change, place, kind, key, before, after) VALUES (${last + 2}, ${id}, 'champ', 'courriel', '', 'cache@exemple.org')`);
    assert.match(run('daily', ...args(where), 'resumes'), /1 résumé envoyé|1 digest sent/);
    assert.match(run('daily', ...args(where), 'resumes'), /déjà fait|done already/);
    assert.match(run('daily', '--again', ...args(where), 'resumes'), /0 résumé|0 digest/);
    server = await startServer({ ...where, env: mailbox.env });
    ends.push(() => server.stop());
    const mail = await mailbox.next('suit@exemple.org');
    assert.equal(mail.subject, `Du neuf dans ce que vous suivez : ${near.nom}`);
    assert.match(mail.text, /^Voici ce qui a changé dans ce que vous suivez sur Maille : 1 lieu\./);
    assert.match(mail.text, /Changé : Adresse/);
    assert.doesNotMatch(mail.raw, /cache@exemple/);
    assert.equal(mail.link(/\/lieux\//), `${server.url}/lieux/${near.slug}`.replace(server.url, mail.link(/\/lieux\//).replace(/\/lieux.*/, '')));
    const stop = mail.headers.get('list').unsubscribe.url;
    const here = (url) => server.url + new URL(url).pathname;

    const why = await (await fetch(here(mail.link(/\/avis\//)))).text();
    assert.match(why, /Pourquoi ce courriel/);
    assert.ok(why.includes(near.nom.replaceAll('&', '&amp;').replaceAll("'", '&#39;')) || why.includes(near.slug));
    assert.match(why, /un courriel par jour au plus/);
    const asks = await (await fetch(here(stop))).text();
    assert.match(asks, /Oui, arrêter ces courriels/);
    assert.deepEqual(sql(where, 'SELECT rhythm FROM follow WHERE id = 1'), [['jour']], 'opening the link changes nothing');
    const one = await fetch(here(stop), { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' });
    assert.equal(one.status, 200);
    assert.deepEqual(sql(where, 'SELECT rhythm FROM follow WHERE person = 1 ORDER BY id'), [['aucun'], ['aucun']]);
    assert.deepEqual(sql(where, 'SELECT rhythm FROM follow WHERE id = 4'), [['jour']], 'nobody else’s');
    const again = await (await fetch(here(stop))).text();
    assert.match(again, /C’est déjà fait/);
    assert.doesNotMatch(again, /Oui, arrêter ces courriels/);
    for (const wrong of ['/arret/1-00', '/arret/2-x', '/avis/1-00', `${new URL(stop).pathname.replace('/1-', '/2-')}`])
      assert.equal((await fetch(server.url + wrong)).status, 404, wrong);

    const feed = await fetch(`${server.url}/lieux.atom${query}`);
    assert.match(feed.headers.get('content-type'), /^application\/atom\+xml/);
    const xml = await feed.text();
    assert.match(xml, /^<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom"/m);
    assert.match(xml, /Changé : Adresse/);
    assert.doesNotMatch(xml, /cache@exemple|<b>/);
    assert.ok((xml.match(/<entry>/g) ?? []).length >= 2);
    const own = await (await fetch(`${server.url}/lieux/${near.slug}/changements.atom`)).text();
    assert.match(own, /2026-11-22T02:00:00Z/);
    const journal = await (await fetch(`${server.url}/api/v1/changements?depuis=${last}`)).json();
    assert.deepEqual(journal.changements.map((c) => c.numero), [last + 1, last + 2]);
    assert.deepEqual(journal.changements[1].faits, [{ genre: 'champ', cle: 'adresse', avant: 'avant', apres: '3 rue <b>du Port</b>' }]);
    assert.equal(journal.changements[1].lieu.slug, near.slug);
    assert.equal(journal.suite, null);
    assert.doesNotMatch(JSON.stringify(journal), /moi@exemple|cache@|person/);
    let from = 0;
    let seen = 0;
    for (let page = 0; page < 50; page++) {
      const part = await (await fetch(`${server.url}/api/v1/changements?depuis=${from}`)).json();
      seen += part.changements.length;
      from = part.jusqu_a;
      if (!part.suite) break;
    }
    assert.equal(from, last + 2, 'the journal can be read to its end');
    assert.equal(seen, Number(sql(where, 'SELECT count(*) FROM change')[0][0]));
    assert.equal((await fetch(`${server.url}/api/v1/changements?depuis=x`)).status, 400);
    await pause(1200);
    assert.equal(mailbox.all.length, 1, 'one mail to one person');
    const page = await fetch(`${server.url}/suivre${query}`, { redirect: 'manual' });
    assert.equal(page.status, 303, 'following asks to sign in');
    assert.match(page.headers.get('location'), /\/connexion\?vers=/);
    assert.equal((await server.stop()).code, 0);
  });
}

test('one follows a place, a search and an action, changes one’s mind, and sees it all in one’s account', async () => {
  const where = engines.sqlite();
  const cookie = signedIn(where, { id: 9, address: 'suit@exemple.org' });
  const server = await startServer(where);
  ends.push(() => server.stop());
  const get = async (path) => { const r = await fetch(server.url + path, { headers: { Cookie: cookie } }); return { status: r.status, html: await r.text() }; };
  const post = (path, fields) => fetch(server.url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields),
    headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' } });
  const jeton = (html) => /name="jeton" value="([^"]+)"/.exec(html)[1];
  const slug = (await (await fetch(`${server.url}/api/v1/lieux?q=fablab`)).json()).lieux[0].slug;
  const action = /href="\/actions\/([^"]+)"/.exec(await (await fetch(`${server.url}/actions`)).text())[1];
  assert.match((await get('/compte/suivis')).html, /Rien pour l’instant/);
  for (const [path, rhythm] of [[`/suivre?lieu=${slug}`, 'jour'], ['/suivre?q=fablab&pres=Auray&page=2', 'semaine'], [`/suivre?action=${action}`, 'aucun']]) {
    const page = await get(path);
    assert.equal(page.status, 200, path);
    const field = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page.html)?.[1].replaceAll('&amp;', '&');
    const fields = { jeton: jeton(page.html), rythme: rhythm, lieu: field('lieu') ?? '', recherche: field('recherche') ?? '' };
    for (let twice = 0; twice < 2; twice++) assert.equal((await post('/suivre', fields)).status, 303, 'following twice is following');
  }
  let mine = await get('/compte/suivis');
  assert.equal((mine.html.match(/name="suivi"/g) ?? []).length, 3);
  assert.match(mine.html, /fablab · Auray/);
  assert.match(mine.html, /href="\/lieux\?q=fablab&amp;pres=Auray"/);
  assert.match(mine.html, new RegExp(`/lieux/${slug}`));
  const id = /name="suivi" value="(\d+)"/.exec(mine.html)[1];
  assert.equal((await post('/compte/suivis', { jeton: jeton(mine.html), suivi: id, rythme: 'oublier' })).status, 303);
  mine = await get('/compte/suivis');
  assert.equal((mine.html.match(/name="suivi"/g) ?? []).length, 2);
  for (const fields of [{ suivi: id, rythme: 'jour' }, { suivi: '999', rythme: 'jour' }, { suivi: 'x', rythme: 'oublier' }])
    assert.equal((await post('/compte/suivis', { jeton: jeton(mine.html), ...fields })).status, 404, JSON.stringify(fields));
  assert.equal((await post('/suivre', { jeton: jeton(mine.html), rythme: 'jour', recherche: '?type=licorne' })).status, 400);
  assert.equal((await post('/suivre', { jeton: jeton(mine.html), rythme: 'souvent', lieu: slug })).status, 400);
  assert.equal((await post('/suivre', { jeton: 'x', rythme: 'jour', lieu: slug })).status, 403);
  assert.equal((await get('/suivre?lieu=nulle-part')).status, 404);
  assert.match(run('daily', '--data', where.data, '--again', 'resumes'), /0 résumé|0 digest/, 'while the server runs');
});
