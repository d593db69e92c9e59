// SPDX-License-Identifier: AGPL-3.0-or-later
// Coming in, one's account, teams and helpers, over HTTP and mail, on both engines.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { request } from 'node:http';
import { join } from 'node:path';

import { createDatabase } from '../pg.mjs';
import { sql } from '../support/database.mjs';
import { startMailbox } from '../support/mailbox.mjs';
import { run, startServer, temporaryDirectory } from '../support/server.mjs';
import { account, visitor } from '../support/visitor.mjs';

const ends = [];
after(async () => { for (const end of ends.reverse()) await end(); });

async function start(engine, args = []) {
  const mailbox = await startMailbox();
  ends.push(() => mailbox.close());
  let where = { data: join(temporaryDirectory(), 'var') };
  if (engine === 'postgresql') {
    const database = createDatabase();
    ends.push(() => database.drop());
    where = { db: database.url };
  }
  run('starter', ...(where.db ? ['--db', where.db] : ['--data', where.data]));
  const server = await startServer({ ...where, args, env: mailbox.env });
  ends.push(() => server.stop());
  return { mailbox, server: { ...server, ...where } };
}

const sentence = (page) => /<(?:p class="lead"[^>]*|h1)>([^<]*)</.exec(page.text)?.[1];

test('whose X-Forwarded-For is believed', async () => {
  const data = join(temporaryDirectory(), 'var');
  run('starter', '--data', data);
  const last = async (MAILLE_MANDATAIRE) => { // what somebody else gets after a flood of one house, when both come through a proxy
    const server = await startServer({ data, env: { MAILLE_MANDATAIRE } });
    const flood = visitor(server, { 'X-Forwarded-For': '198.51.100.7, 10.1.2.3' });
    let status = 0;
    for (let i = 0; i < 50 && status !== 429; i++) ({ status } = await flood.post('/connexion', { courriel: `flot${i}@exemple.org` }, { fresh: i === 0 }));
    assert.equal(status, 429);
    const other = await visitor(server, { 'X-Forwarded-For': '198.51.100.8, 10.1.2.3' }).post('/connexion', { courriel: 'voisine@exemple.org' });
    await server.stop();
    return other.status;
  };
  assert.equal(await last('127.0.0.1, 10.1.0.0/16'), 303, 'two proxies, both named');
  assert.equal(await last('127.0.0.1'), 429, 'the outer proxy is not named: it is the visitor');
  assert.equal(await last('10.1.0.0/16'), 429, 'nobody who connects is named');
  await assert.rejects(startServer({ data, env: { MAILLE_MANDATAIRE: '10.1.0.0/16, mandataire.local' } }),
    /MAILLE_MANDATAIRE.*« mandataire\.local » n’est ni une adresse ni un réseau/);
});

for (const engine of ['sqlite', 'postgresql']) {
  test(`${engine}: ways in`, async (t) => {
    const { mailbox, server } = await start(engine);

    await t.test('a mailed link opens once, for a known and an unknown address alike, and leads to where one was going', async () => {
      account(server, 'add', 'connue@exemple.org');
      const said = [];
      for (const address of ['connue@exemple.org', 'inconnue@exemple.org']) {
        const who = visitor(server);
        const asked = await who.get('/compte');
        assert.equal(asked.status, 303);
        assert.equal(asked.location, '/connexion?vers=%2Fcompte');
        const form = await who.get(asked.location);
        assert.equal(form.cookies.length, 0, 'no cookie before sign-in');
        const sent = await who.post('/connexion', { courriel: ` ${address.toUpperCase()} `, vers: '/reseaux?x=1' });
        const then = await who.get(sent.location);
        said.push([sent.status, sent.location, sentence(then), sent.cookies.length, then.text.length]);
        const mail = await mailbox.next(address);
        assert.equal(mail.subject, 'Votre lien pour vous connecter à Maille');
        assert.match(mail.text, /^Ce lien vous connecte à Maille\. Il sert une fois, pendant quinze minutes\./);
        const link = new URL(mail.link(/connexion/)).pathname;

        for (let i = 0; i < 2; i++) assert.equal((await who.get(link)).status, 200); // programs that look into mails
        const scanner = visitor(server);
        const inside = await who.open(link);
        assert.equal(inside.status, 303);
        assert.equal(inside.location, '/reseaux?x=1');
        assert.match(inside.cookies[0], /^maille=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
        assert.equal((await who.get('/compte')).status, 200);
        assert.match((await who.get('/compte')).headers.get('cache-control'), /no-store/);
        assert.equal((await scanner.open(link)).status, 410);
        assert.match(sentence(await scanner.get(link)), /n’ouvre plus rien|déjà servi/);
      }
      assert.deepEqual(said[0], said[1]);
    });

    await t.test('no link leads out of the site', async () => {
      for (const vers of ['//exemple.com', '/\\exemple.com', 'https://exemple.com', '/\t/exemple.com', '/connexion', 'javascript:alert(1)']) {
        const who = visitor(server);
        assert.match((await who.get(`/connexion?vers=${encodeURIComponent(vers)}`)).text, /name="vers" value=""/, vers);
        const r = await who.post('/connexion/mot-de-passe', { courriel: 'x@exemple.org', passe: 'y', vers });
        assert.doesNotMatch(r.text, /exemple\.com/, vers);
      }
    });

    await t.test('forms need a token of this site', async () => {
      const who = visitor(server);
      assert.equal((await who.raw('/connexion', { courriel: 'a@exemple.org' })).status, 403);
      const foreign = visitor(server, { 'Sec-Fetch-Site': 'cross-site' });
      assert.equal((await foreign.post('/connexion', { courriel: 'a@exemple.org' })).status, 403);
    });

    await t.test('a password: common ones refused, known and unknown addresses answered alike, other devices signed out', async () => {
      const phone = visitor(server), desk = visitor(server);
      await phone.signIn('passe@exemple.org');
      await desk.signIn('passe@exemple.org');
      for (const [password, why] of [['court', /trop court/], ['azertyuiop', /premiers/], ['Motdepasse2024!', /premiers/]]) {
        const r = await desk.post('/compte/mot-de-passe', { 'nouveau-passe': password });
        assert.equal(r.status, 422);
        assert.match(r.text, why);
      }
      assert.equal((await desk.post('/compte/mot-de-passe', { 'nouveau-passe': 'trois chaises bleues' })).location, '/compte?fait=passe');
      assert.match((await mailbox.next('passe@exemple.org')).subject, /mot de passe Maille a changé/);
      assert.equal((await desk.get('/compte')).status, 200);
      assert.equal((await phone.get('/compte')).status, 303);

      const wrong = await phone.post('/connexion/mot-de-passe', { courriel: 'passe@exemple.org', passe: 'trois chaises rouges' });
      const nobody = await phone.post('/connexion/mot-de-passe', { courriel: 'perso@exemple.org', passe: 'trois chaises rouges' });
      const bare = (r) => r.text.replaceAll(/p\w+@exemple/g, '').replaceAll(/value="[0-9a-f]+-[0-9a-f]+"/g, '');
      assert.equal(wrong.status, 422);
      assert.equal(bare(wrong), bare(nobody));
      assert.equal(wrong.cookies.length, 0);
      const right = await phone.post('/connexion/mot-de-passe', { courriel: 'Passe@exemple.org', passe: 'trois chaises bleues', vers: '/carte' });
      assert.equal(right.location, '/carte');
      assert.match((await phone.get('/compte')).text, /Appareils connectés/);

      const times = { 'passe@exemple.org': [], 'personne@exemple.org': [] };
      for (let i = 0; i < 5; i++)
        for (const courriel of Object.keys(times)) {
          const begin = performance.now();
          await visitor(server).post('/connexion/mot-de-passe', { courriel, passe: 'faux et encore faux' });
          times[courriel].push(performance.now() - begin);
        }
      const least = Object.values(times).map((list) => Math.min(...list));
      assert.ok(Math.max(...least) < 3 * Math.min(...least), `${least}`);
      const tries = [];
      for (let i = 0; i < 8; i++) tries.push((await phone.post('/connexion/mot-de-passe', { courriel: 'personne@exemple.org', passe: 'x' })).status);
      assert.ok(tries.includes(429), `${tries}`);
    });

    await t.test('too many links for one address', async () => {
      const who = visitor(server);
      const all = [];
      for (let i = 0; i < 6; i++) all.push((await who.post('/connexion', { courriel: 'trop@exemple.org' })).status);
      assert.deepEqual(all, [303, 303, 303, 303, 429, 429]);
    });

    await t.test('too many links for one house, and its neighbours do not suffer', async () => {
      const flood = visitor(server, { 'X-Forwarded-For': '203.0.113.9, 198.51.100.7' });
      const all = [];
      for (let i = 0; i < 45; i++) all.push((await flood.post('/connexion', { courriel: `flot${i}@exemple.org` }, { fresh: i === 0 })).status);
      assert.ok(all.slice(0, 40).every((s) => s === 303) && all.slice(42).every((s) => s === 429), `${all}`);
      assert.equal((await visitor(server, { 'X-Forwarded-For': '198.51.100.8' }).post('/connexion', { courriel: 'voisine@exemple.org' })).status, 303);
      // What stands before the proxy's own word is anybody's invention.
      assert.equal((await visitor(server, { 'X-Forwarded-For': '192.0.2.1, 198.51.100.7' }).post('/connexion', { courriel: 'ruse@exemple.org' })).status, 429);
      const jeton = /name="jeton" value="([^"]+)"/.exec((await flood.get('/connexion')).text)[1];
      const body = `jeton=${jeton}&courriel=ruse@exemple.org`;
      const twoLines = await new Promise((resolve, reject) => {
        request(`${server.url}/connexion`, { method: 'POST', headers: { 'X-Forwarded-For': ['192.0.2.1', '198.51.100.7'], 'Content-Length': body.length,
          'Content-Type': 'application/x-www-form-urlencoded' } }, (r) => { r.resume(); resolve(r.statusCode); }).on('error', reject).end(body);
      });
      assert.equal(twoLines, 429);
      // Nor does a flood from there use up the links of somebody who asks from elsewhere.
      for (let i = 0; i < 6; i++) await flood.post('/connexion', { courriel: 'visee@exemple.org' }, { fresh: false });
      assert.equal((await visitor(server).post('/connexion', { courriel: 'visee@exemple.org' })).status, 303);
    });

    await t.test('sessions are listed, ended one by one and all at once; signing out ends this one', async () => {
      const [a, b, c] = [visitor(server, { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }), visitor(server), visitor(server)];
      for (const who of [a, b, c]) await who.signIn('appareils@exemple.org');
      const page = await a.get('/compte');
      assert.match(page.text, /Firefox, Linux/);
      const ids = [...page.text.matchAll(/name="session" value="([0-9a-f]{16})"/g)].map((m) => m[1]);
      assert.equal(ids.length, 3);
      await a.post('/compte/sessions', { session: '' });
      assert.deepEqual([(await a.get('/compte')).status, (await b.get('/compte')).status, (await c.get('/compte')).status], [200, 303, 303]);
      const [[, own]] = [...(await a.get('/compte')).text.matchAll(/name="session" value="([0-9a-f]{16})"/g)];
      const stranger = visitor(server);
      await stranger.signIn('autre@exemple.org');
      await stranger.post('/compte/sessions', { session: own });
      assert.equal((await a.get('/compte')).status, 200, 'nobody ends the session of another');
      const cookie = new Map(a.jar);
      await a.post('/deconnexion');
      assert.equal(a.jar.size, 0);
      for (const [k, v] of cookie) a.jar.set(k, v);
      assert.equal((await a.get('/compte')).status, 303, 'the old cookie opens nothing');
    });

    await t.test('a way in is changed by who came in lately; a session ends after a year at most', async () => {
      const who = visitor(server);
      await who.signIn('ancienne@exemple.org');
      const ago = (days) => `${new Date(Date.now() - days * 864e5).toISOString().slice(0, 19)}Z`;
      const mine = "person = (SELECT id FROM person WHERE address = 'ancienne@exemple.org')";
      const made = ago(350);
      sql(server, `UPDATE session SET made_at = '${made}', seen_at = '${made}' WHERE ${mine}`);
      for (const [path, form] of [['/compte/mot-de-passe', { 'nouveau-passe': 'trois chaises bleues' }], ['/compte/cles', { nom: 'La mienne', defi: 'A'.repeat(43) }]]) {
        const r = await who.post(path, form);
        assert.equal(r.status, 422, path);
        assert.match(r.text, /entré·e depuis moins d’un quart d’heure/, path);
      }
      assert.deepEqual(sql(server, `SELECT password FROM person WHERE address = 'ancienne@exemple.org' AND password IS NOT NULL`), []);
      const [[ends]] = sql(server, `SELECT ends_at FROM session WHERE ${mine}`);
      assert.equal(Date.parse(ends), Date.parse(made) + 365 * 864e5);
    });

    await t.test('an administrator signs somebody out everywhere; the log tells who came and went, and nothing of them', async () => {
      const admin = visitor(server), lost = visitor(server);
      await admin.signIn('admin@exemple.org', { admin: true });
      await lost.signIn('perdue@exemple.org');
      const [[numero]] = sql(server, "SELECT id FROM person WHERE address = 'perdue@exemple.org'");
      assert.equal((await lost.post('/administration/personnes', { geste: 'deconnecter', personne: numero })).status, 404);
      assert.equal((await admin.post('/administration/personnes', { geste: 'deconnecter', personne: numero })).location, '/administration/personnes?fait=deconnecte');
      assert.equal((await lost.get('/compte')).status, 303);
      await admin.post('/connexion/mot-de-passe', { courriel: 'perdue@exemple.org', passe: 'un secret que voici' });
      const out = await admin.post('/deconnexion');
      assert.match(out.headers.get('clear-site-data'), /"storage"/);
      assert.match(server.said(), new RegExp(`person ${numero} came in by a link`));
      assert.match(server.said(), new RegExp(`a password was refused, of person ${numero}`));
      assert.match(server.said(), new RegExp(`administrates: sessions are ended, person ${numero}`));
      assert.match(server.said(), /person \d+ went out/);
      assert.match(server.said(), new RegExp(`person ${numero} was refused: /administration/personnes`));
      assert.match(server.said(), /a form without this site's token, or from elsewhere, was refused: \/connexion/);
      assert.doesNotMatch(server.said(), /@exemple\.org|un secret que voici/);
    });

    await t.test('a new address is theirs once both ends confirmed', async () => {
      const who = visitor(server);
      await who.signIn('avant@exemple.org');
      assert.equal((await who.post('/compte/adresse', { courriel: 'apres@exemple.org' })).location, '/compte?fait=adresse');
      const [old, fresh] = await Promise.all([mailbox.next('avant@exemple.org', { subject: /nouvelle adresse/ }), mailbox.next('apres@exemple.org')]);
      assert.match((await who.open(fresh.link(/compte.adresse/))).text, /l’autre lien/);
      assert.match((await who.get('/compte')).text, /La vôtre est avant@exemple\.org/);
      assert.match((await visitor(server).open(old.link(/compte.adresse/))).text, /est apres@exemple\.org/);
      assert.match((await who.get('/compte')).text, /La vôtre est apres@exemple\.org/);
      assert.equal((await who.open(old.link(/compte.adresse/))).status, 404);
    });

    await t.test('somebody helps: asks, accepts, acts, and touches no key', async () => {
      const ada = visitor(server), bob = visitor(server);
      await ada.signIn('ada@exemple.org');
      await ada.post('/compte', { nom: 'Ada', montre: 'rien', langue: 'fr' });
      await ada.post('/compte/aide', { geste: 'demander', courriel: 'bob@exemple.org' });
      const mail = await mailbox.next('bob@exemple.org');
      assert.match(mail.text, /^Ada vous demande de l’aider/);
      assert.equal((await bob.open(mail.link(/compte.aide/))).status, 303); // makes his account too
      const mine = await bob.get('/compte');
      const id = /name="personne" value="(\d+)"/.exec(mine.text)[1];
      await bob.post('/compte/aide', { geste: 'agir', personne: id });
      const acting = await bob.get('/compte');
      assert.match(acting.text, /Vous agissez au nom de Ada/);
      assert.doesNotMatch(acting.text, /Nouveau mot de passe|Appareils/);
      for (const [path, form] of [['/compte/mot-de-passe', { 'nouveau-passe': 'trois chaises bleues' }], ['/compte/adresse', { courriel: 'vol@exemple.org' }],
        ['/compte/sessions', { session: '' }], ['/compte', { nom: 'Vol' }], ['/compte/aide', { geste: 'demander', courriel: 'vol@exemple.org' }]]) {
        assert.equal((await bob.post(path, form)).location, '/compte', path);
      }
      assert.equal((await bob.get('/compte/mes-donnees.json')).status, 403);
      assert.equal((await bob.post('/compte/partir', { oui: 'oui' })).status, 403);
      assert.match((await ada.get('/compte')).text, /value="Ada"/);
      const helper = /name="personne" value="(\d+)"/.exec((await ada.get('/compte')).text)[1];
      await ada.post('/compte/aide', { geste: 'arreter', personne: helper });
      assert.doesNotMatch((await bob.get('/compte')).text, /Vous agissez au nom/);
      await bob.post('/compte/aide', { geste: 'agir', personne: id });
      assert.doesNotMatch((await bob.get('/compte')).text, /Vous agissez au nom/);
      await bob.post('/compte/aide', { geste: 'creer', nom: 'Marguerite' });
      const hers = await bob.get('/compte');
      assert.match(hers.text, /Marguerite/);

      // Her helper goes away: an administrator finds another. Nobody is given to help who has an address and did not ask.
      const admin = visitor(server), eve = visitor(server);
      await admin.signIn('admin@exemple.org', { admin: true });
      const [, marguerite] = /name="personne" value="(\d+)">\s*<button[^>]*aria-label="Agir en son nom : Marguerite"/.exec(hers.text);
      await bob.post('/compte/aide', { geste: 'arreter', personne: marguerite });
      const named = (who) => admin.post('/administration/personnes', { geste: 'aidant', personne: who, courriel: 'eve@exemple.org' });
      assert.equal((await named(id)).status, 404);
      assert.equal((await named(marguerite)).location, '/administration/personnes?fait=aidant');
      const asked = await mailbox.next('eve@exemple.org');
      assert.match(asked.subject, /^Marguerite vous demande/);
      await eve.open(asked.link(/compte.aide/));
      assert.match((await eve.get('/compte')).text, /Marguerite/);
    });

    await t.test('a team: invite, hand over, remove, leave; its heirs are told', async () => {
      const admin = visitor(server), one = visitor(server), two = visitor(server);
      await admin.signIn('admin@exemple.org', { admin: true });
      const { lieux: [place] } = await (await fetch(`${server.url}/api/v1/lieux?departement=56`)).json();
      const team = `/lieux/${place.slug}/equipe`;
      await admin.post('/administration/personnes', { geste: 'donner', courriel: 'anime@exemple.org', sur: 'departement:56' });
      assert.match((await mailbox.next('anime@exemple.org')).subject, /Vous animez Morbihan \(56\) sur Maille/);
      const anime = visitor(server);
      await anime.signIn('anime@exemple.org');
      assert.equal((await anime.get('/administration/personnes')).status, 404);

      assert.equal((await anime.post(team, { geste: 'inviter', courriel: 'une@exemple.org' })).location, `${team}?fait=invite`);
      const invitation = await mailbox.next('une@exemple.org');
      assert.equal(invitation.subject, `Invitation dans l’équipe de ${place.nom}`);
      const link = new URL(invitation.link(/invitation/)).pathname;
      assert.equal((await one.get(link)).status, 200);
      await one.signIn('une@exemple.org');
      await one.post(`/lieux/${place.slug}/rejoindre`, { note: 'J’y suis le mardi' });
      const asking = () => sql(server, "SELECT state FROM suggestion WHERE kind = 'revendication' AND note = 'J’y suis le mardi'");
      assert.deepEqual(asking(), [['en-attente']]);
      assert.equal((await one.open(link)).location, `${team}?fait=bienvenue`);
      assert.deepEqual(asking(), [['accepte']], 'who was invited waits for no answer any more');
      assert.equal((await one.open(link)).status, 404);
      assert.match((await one.get(team)).text, /une@exemple\.org/);

      await one.post(team, { geste: 'passer', courriel: 'deux@exemple.org' });
      await two.open((await mailbox.next('deux@exemple.org')).link(/invitation/));
      assert.equal((await two.get(team)).status, 200);
      assert.equal((await one.get(team)).status, 404, 'who handed over has left');

      await two.post(team, { geste: 'inviter', courriel: 'une@exemple.org' });
      const again = await mailbox.next('une@exemple.org');
      await two.post(team, { geste: 'reprendre', courriel: 'une@exemple.org' });
      assert.equal((await one.open(again.link(/invitation/))).status, 404, 'taken back');

      await two.post(team, { geste: 'inviter', courriel: 'trois@exemple.org' });
      const three = visitor(server);
      await three.open((await mailbox.next('trois@exemple.org')).link(/invitation/));
      await three.post(team, { geste: 'inviter', courriel: 'double@exemple.org' });
      const back = (await mailbox.next('double@exemple.org')).link(/invitation/);
      const [[third]] = sql(server, "SELECT id FROM person WHERE address = 'trois@exemple.org'");
      assert.equal((await two.post(team, { geste: 'retirer', personne: third })).location, `${team}?fait=retire`);
      assert.equal((await visitor(server).open(back)).status, 404, 'who was taken off does not come back by an invitation of their own');

      await two.post(team, { geste: 'quitter' });
      const told = await mailbox.next('anime@exemple.org', { subject: /n’a plus d’équipe/ });
      assert.match(told.text, /c’est maintenant à vous d’y veiller/);
    });

    await t.test('the last administrator stays', async () => {
      const admin = visitor(server);
      await admin.signIn('admin@exemple.org', { admin: true });
      const page = await admin.get('/administration/personnes?q=admin@');
      const id = /name="personne" value="(\d+)"/.exec(page.text)[1];
      const r = await admin.post('/administration/personnes', { geste: 'droits', personne: id });
      assert.equal(r.status, 422);
      assert.match(r.text, /dernière personne qui administre/);
      await admin.signIn('seconde@exemple.org', { admin: true });
      assert.equal((await admin.post('/administration/personnes', { geste: 'droits', personne: id })).location, '/administration/personnes?fait=droits');
    });

    await t.test('the host lets in whoever is locked out', () => {
      assert.throws(() => account(server, 'link', 'jamais-vue@exemple.org'), /account add/);
      assert.match(account(server, 'link', 'admin@exemple.org').lien, /\/connexion\/[\w-]{43}$/);
      assert.ok(account(server, 'list').some((p) => p.adresse === 'seconde@exemple.org' && p.administre));
    });
  });
}

test('behind TLS the cookie is Secure and bound to the host', async () => {
  const { server } = await start('sqlite', ['--url', 'https://exemple.org']);
  const who = visitor(server);
  const r = await who.signIn('tls@exemple.org');
  assert.match(r.cookies[0], /^__Host-maille=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
  assert.equal((await who.get('/compte')).status, 200);
});
