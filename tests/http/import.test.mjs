// SPDX-License-Identifier: AGPL-3.0-or-later
// What an animator's file may not do, whatever it says of itself; and what is another's stays another's. Both engines.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { createDatabase } from '../pg.mjs';
import { sql } from '../support/database.mjs';
import { run, startServer, temporaryDirectory } from '../support/server.mjs';
import { signedIn } from '../support/session.mjs';

const ends = [];
after(async () => { for (const end of ends.reverse()) await end(); });
const engines = {
  sqlite: () => ({ data: join(temporaryDirectory(), 'var') }),
  postgresql: () => { const database = createDatabase(); ends.push(() => database.drop()); return { db: database.url }; },
};
// The one value of a query; text of several lines stands in several rows.
const one = (where, text) => sql(where, text).map((r) => r.join('\t')).join('\n');
const of = ({ data, db }) => (data ? ['--data', data] : ['--db', db]);

for (const [name, make] of Object.entries(engines)) {
  test(name, async (t) => {
    const where = make();
    run('starter', ...of(where));
    const Cookie = signedIn(where, { id: 9, address: 'animatrice@exemple.org' });
    sql(where, "INSERT INTO mandate (id, person, department, given_at) VALUES (1, 9, '56', '2026-01-01T00:00:00Z')");
    const ours = one(where, "SELECT min(key) FROM network WHERE key <> 'rff'");
    sql(where, `INSERT INTO mandate (id, person, network, given_at) SELECT 2, 9, id, '2026-01-01T00:00:00Z' FROM network WHERE key = '${ours}'`);
    sql(where, `INSERT INTO person (id, address, shown, lang, admin, trusted, made_at) VALUES (8, 'autre@exemple.org', 'nom', 'fr', 0, 0, '2026-01-01T00:00:00Z')`);
    const foreign = 'ab'.repeat(16);
    sql(where, `INSERT INTO import_draft (id, person, made_at, file, bytes, about, mapping, decisions) VALUES ('${foreign}', 8, '2099-01-01T00:00:00Z', 'x.csv', 'bm9tCnhYCg==', '', '', '')`);
    const theirs = one(where, 'SELECT max(number) FROM import_run');
    const server = await startServer(where);
    ends.push(() => server.stop());
    const get = (path) => fetch(server.url + path, { headers: { Cookie }, redirect: 'manual' });
    const token = async (path) => /name="jeton" value="([^"]+)"/.exec(await (await get(path)).text())[1];
    const post = async (path, fields, file, called = 'fichier.json') => {
      const body = file ? new FormData() : new URLSearchParams();
      body.append('jeton', await token(file ? '/importer' : path));
      for (const [k, v] of Object.entries(fields)) body.append(k, v);
      if (file) body.append('fichier', new Blob([file]), called);
      const origin = { Cookie, Origin: server.url };
      return fetch(server.url + path, { method: 'POST', body, headers: origin, redirect: 'manual' });
    };
    const upload = async (file, called) => {
      const r = await post('/importer', {}, file, called);
      assert.equal(r.status, 303, await r.clone().text());
      return new URL(r.headers.get('location'), server.url).pathname;
    };

    await t.test('files and imports of others are not there', async () => {
      for (const path of [`/importer/${foreign}`, `/importer/${foreign}/colonnes`, `/importer/${foreign}/apercu`, `/importer/${foreign}/refus.csv`,
        `/imports/${theirs}`, '/imports/999', '/imports/x', '/importer/x']) assert.equal((await get(path)).status, 404, path);
    });

    await t.test('a file says who it is in vain', async () => {
      const draft = await upload(JSON.stringify({
        maille: 1, source: { cle: 'equipe', titre: 'Équipe', date: '2030' },
        reseaux: [{ cle: 'rff', nom: 'Pris', chef_de_file: 'a' }],
        lieux: [{ identifiant: 'a', nom: 'Le Lieu Vrai', commune: 'Vannes', code_postal: '56000' },
          { identifiant: 'konk-ar-lab', nom: 'Konk Ar Lab', commune: 'Concarneau', code_postal: '29900', site_web: 'https://pris.example' }],
      }));
      assert.equal((await post(draft, { titre: 'Réseau équipe', licence: '', date: '2026' })).status, 400);
      assert.equal((await post(draft, { titre: 'Réseau équipe', licence: 'CC0', date: '2199' })).status, 400);
      for (const titre of ['equipe', 'documents-de-depart', 'Réseau équipe']) {
        assert.equal((await post(draft, { titre, licence: 'CC0 1.0', date: '2026', reseau: 'rff' })).status, 303);
        const about = one(where, `SELECT about FROM import_draft WHERE id <> '${foreign}'`);
        assert.match(about, /^cle: fichier-/m, titre);
        assert.match(about, /^reseau: *$/m, 'a network that they do not animate');
      }
      assert.equal((await post(`${draft}/colonnes`, {})).status, 303);
      const preview = await (await get(`${draft}/apercu`)).text();
      assert.match(preview, /hors du territoire/);
      const done = await post(`${draft}/apercu`, {});
      assert.match(done.headers.get('location'), /^\/imports\/\d+\?fait=importe$/);
      assert.equal(one(where, "SELECT count(*) FROM source WHERE key = 'equipe'"), '0');
      assert.equal(one(where, "SELECT count(*) FROM network WHERE name = 'Pris'"), '0');
      assert.equal(one(where, "SELECT count(*) FROM fact WHERE value = 'https://pris.example'"), '0');
      assert.equal(one(where, "SELECT count(*) FROM place WHERE name = 'Le Lieu Vrai'"), '1');
      assert.equal((await get(draft)).headers.get('location'), done.headers.get('location').replace(/\?.*/, ''));
    });

    await t.test('of when a file is: as it says, never today', async () => {
      const date = async (called, text) => {
        const html = await (await get(await upload(text, called))).text();
        return [/id="date" name="date" value="([^"]*)"[^>]* required/.exec(html)[1], /id="date-aide">(?:<strong>([^<]*))?/.exec(html)[1]];
      };
      const [named, why] = await date('morbihan-2022.csv', 'Intitulé;Ville;CP\nLe Lieu Daté;Vannes;56000\n');
      assert.equal(named, '2022');
      assert.match(why, /nom du fichier/);
      const [none, help] = await date('morbihan.csv', 'Intitulé;Ville;CP\nLe Lieu Daté;Vannes;56000\n');
      assert.equal(none, '');
      assert.match(help, /ne dit pas de quand/);
      assert.deepEqual(await date('morbihan-2022.csv', 'nom;commune;code_postal;date_maj\nLe Lieu Daté;Vannes;56000;2023-05-02\n'),
        ['2023-05-02', 'D’après la date la plus récente de la colonne « date_maj ».']);
    });

    await t.test('the same file twice changes nothing, its network too', async () => {
      const file = 'Nom du tiers-lieu;Ville;CP;Adresse\nLe Lieu Du Réseau;Vannes;56000;3 rue Haute\nLa Fabrique Du Réseau;Auray;56400;4 rue Basse\n';
      const fields = { titre: 'Nos membres', licence: 'Licence Ouverte 2.0', date: '2024-03', producteur: 'Nous', reseau: ours };
      const first = await upload(file, 'membres.csv');
      assert.equal((await post(first, fields)).status, 303);
      assert.equal((await post(`${first}/colonnes`, {})).status, 303);
      assert.match((await post(`${first}/apercu`, {})).headers.get('location'), /fait=importe$/);
      const again = await upload(file, 'membres.csv');
      const html = await (await get(again)).text();
      const proposed = Object.fromEntries(['titre', 'licence', 'date', 'producteur'].map((k) => [k, new RegExp(`id="${k}" name="${k}" value="([^"]*)"`).exec(html)[1]]));
      proposed.reseau = /<option value="([^"]+)" selected/.exec(html)?.[1];
      assert.deepEqual(proposed, fields);
      assert.equal((await post(again, proposed)).status, 303);
      assert.equal((await post(`${again}/colonnes`, {})).status, 303);
      const preview = await (await get(`${again}/apercu`)).text();
      assert.doesNotMatch(preview, /<button type="submit" class="button">Importer/);
      assert.doesNotMatch(preview, /retiré/);
    });

    await t.test('what cannot be read is said in a sentence', async () => {
      for (const file of ['', '\0\0\0', '{', 'nom;commune\n', '<html></html>']) {
        const r = await post('/importer', {}, file);
        const text = await r.text();
        assert.equal(r.status, 400, JSON.stringify(file));
        assert.match(text, /role="alert"/);
      }
    });
  });
}
