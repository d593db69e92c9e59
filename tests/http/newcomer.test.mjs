// SPDX-License-Identifier: AGPL-3.0-or-later
// What somebody meets who has never been here: hours in their own words, a photo that is too big, a page that is not
// theirs, two versions, errors that say where, moments of their own clock. On both engines.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from '../support/database.mjs';
import { startEngines, stopEngines } from '../support/engines.mjs';
import { visitor } from '../support/visitor.mjs';

const engines = await startEngines();
after(() => stopEngines(engines));

const plain = (s) => s.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
function fields(html) { // of a form as a browser would send them
  const out = new URLSearchParams();
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const name = / name="([^"]+)"/.exec(tag)?.[1], type = / type="([^"]+)"/.exec(tag)?.[1];
    if (!name || ((type === 'checkbox' || type === 'radio') && !/ checked/.test(tag))) continue;
    out.append(name, plain(/ value="([^"]*)"/.exec(tag)?.[1] ?? ''));
  }
  for (const [, name, value] of html.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)/g)) out.append(name, plain(value));
  return out;
}

for (const name of ['sqlite', 'postgresql']) {
  const server = engines[name];
  if (name === 'postgresql') server.db = engines.database.url;
  const where = name === 'sqlite' ? { data: server.data } : { db: engines.database.url };
  const page = '/lieux/konk-ar-lab';
  const place = async () => (await (await fetch(`${server.url}/api/v1${page}`)).json()).champs;
  const [admin, other, nobody] = [visitor(server), visitor(server), visitor(server)];
  const ready = (async () => {
    await admin.signIn('administre@exemple.org', { admin: true });
    await other.signIn('seconde@exemple.org', { admin: true });
    await nobody.signIn('de-passage@exemple.org');
  })();

  test(`${name}: hours are written as they are said, shown back so, and kept as everywhere`, async () => {
    await ready;
    const path = `${page}/proposer`;
    const form = fields((await admin.get(path)).text);
    form.set('horaires', 'lundi au vendredi 9h-12h, 14h-18h ; samedi 10h-12h');
    assert.equal((await admin.raw(path, form)).status, 303);
    assert.equal((await place()).horaires, 'Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-12:00');
    const again = fields((await admin.get(path)).text);
    assert.equal(again.get('horaires'), 'lundi à vendredi 9h-12h et 14h-18h ; samedi 10h-12h');
    again.set('telephone', '02 98 22 22 22'); // the hours are left as they are
    assert.equal((await admin.raw(path, again)).status, 303);
    assert.equal((await place()).horaires, 'Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-12:00');
    const odd = fields((await admin.get(path)).text);
    odd.set('horaires', 'le matin, quand il fait beau');
    const refused = await admin.raw(path, odd);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /value="le matin, quand il fait beau"/);
    assert.match(refused.text, /lundi au vendredi 9h-12h, 14h-18h ; samedi fermé/);
  });

  test(`${name}: a photo that is too big is told so, on a page that leads back`, async () => {
    await ready;
    const path = `${page}/photos`;
    const form = (await admin.get(path)).text;
    assert.match(form, /data-max="12582912" data-too-big="[^"]+"/);
    const body = new FormData();
    body.set('jeton', admin.token());
    body.set('photo', new File([new Uint8Array((16 << 20) + 4096)], 'a.jpg', { type: 'image/jpeg' }));
    const reply = await admin.multipart(path, body);
    assert.equal(reply.status, 413);
    assert.match(reply.text, /Cette photo est trop lourde/);
    assert.match(reply.text, new RegExp(`href="${path}">Revenir au formulaire`));
    assert.match(reply.text, /href="\/compte"/, 'the header of who is signed in');
  });

  test(`${name}: another's page says who keeps it, and what anybody may do`, async () => {
    await ready;
    for (const rest of ['modifier', 'modifier/contact', 'photos']) {
      const reply = await nobody.get(`${page}/${rest}`);
      assert.equal(reply.status, 403, rest);
      assert.match(reply.text, new RegExp(`href="${page}/proposer"`));
      assert.match(reply.text, new RegExp(`href="${page}/rejoindre"`));
    }
    assert.equal((await nobody.get(`${page}/equipe`)).status, 404);
    assert.equal((await nobody.get('/lieux/nulle-part/modifier')).status, 404);
  });

  test(`${name}: two versions say whose and since when; keeping what is online changes nothing, and says so`, async () => {
    await ready;
    const path = `${page}/modifier/identite`;
    await other.post('/compte', { nom: 'Odile Essai', montre: 'nom', langue: 'fr' });
    const [mine, theirs] = [fields((await admin.get(path)).text), fields((await other.get(path)).text)];
    theirs.set('champ.presentation_resume', 'Ce que dit Odile.');
    assert.equal((await other.raw(path, theirs)).status, 303);
    mine.set('champ.presentation_resume', 'Ce que dit l’autre.');
    mine.set('champ.autres_noms', 'Le Konk');
    const clash = await admin.raw(path, mine);
    assert.equal(clash.status, 409);
    assert.match(clash.text, /changé par Odile Essai/);
    assert.match(clash.text, /<time datetime="20\d\d-\d\d-\d\dT[\d:]+Z">/);
    assert.match(clash.text, /sera enregistré en même temps/);
    const keep = fields(clash.text);
    keep.set('champ.autres_noms', keep.get('champ.autres_noms.avant'));
    const done = await admin.raw(path, keep);
    assert.equal(done.status, 303);
    assert.match((await admin.get(done.location)).text, /Rien n’a changé : la version en ligne est gardée/);
    assert.equal((await place()).presentation_resume, 'Ce que dit Odile.');
  });

  test(`${name}: what is wrong in a section is listed with links to the fields, line by line`, async () => {
    await ready;
    const path = `${page}/modifier/videos`;
    const form = fields((await admin.get(path)).text);
    form.set('champ.videos', 'https://videos.exemple.fr/w/abc\r\n\r\nune vidéo chouette\r\n');
    const wrong = await admin.raw(path, form);
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /<a href="#champ\.videos">/);
    assert.match(wrong.text, /id="champ\.videos"/);
    assert.match(wrong.text, /Ligne 3 : « une vidéo chouette »/);
    const week = `${page}/modifier/horaires`;
    const days = fields((await admin.get(week)).text);
    days.set('jour.2.de0', 'midi pile');
    const day = await admin.raw(week, days);
    assert.match(day.text, /<a href="#jour\.2\.de0">/);
    assert.match(day.text, /id="jour\.2\.de0"/);
  });

  test(`${name}: the history tells the time of clocks in France`, async () => {
    await ready;
    const at = await admin.get(`${page}/historique`);
    const [, iso, shown] = /<time datetime="([^"]+Z)">[^<]+<\/time> <span class="quiet">(\d\d:\d\d)</.exec(at.text);
    assert.equal(shown, new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit' }).format(new Date(iso)));
  });

  test(`${name}: the point can go back to the centre of the commune`, async () => {
    await ready;
    const path = `${page}/modifier/adresse`;
    const form = fields((await admin.get(path)).text);
    form.set('champ.latitude', '47,90001');
    form.set('champ.longitude', '-3,90001');
    assert.equal((await admin.raw(path, form)).status, 303);
    assert.equal(Number((await place()).latitude), 47.90001);
    const back = fields((await admin.get(path)).text);
    back.set('centre', 'oui');
    assert.equal((await admin.raw(path, back)).status, 303);
    assert.notEqual(Number((await place()).latitude), 47.90001);
  });

  test(`${name}: that ways in change only soon after coming in is said before anything is typed`, async () => {
    await ready;
    const late = visitor(server);
    await late.signIn('sans-passe@exemple.org');
    assert.match((await late.get('/compte')).text, /name="nouveau-passe"/);
    sql(where, `UPDATE session SET made_at = '2026-01-01T00:00:00Z' WHERE person = (SELECT id FROM person WHERE address = 'sans-passe@exemple.org')`);
    const html = (await late.get('/compte')).text;
    assert.match(html, /moins d’un quart d’heure/);
    assert.doesNotMatch(html, /name="nouveau-passe"/);
  });

  test(`${name}: a link that leads nowhere leaves its words alone`, async () => {
    await ready;
    const path = `${page}/modifier/presentation`;
    const form = fields((await admin.get(path)).text);
    form.set('champ.presentation_detail', 'Voir [les *mots*](javascript:alert(1)), [rien]() et [ici](https://exemple.org/).');
    assert.equal((await admin.raw(path, form)).status, 303);
    const html = (await admin.get(page)).text;
    assert.match(html, /Voir les <em>mots<\/em>, rien et <a href="https:\/\/exemple\.org\/">ici<\/a>/);
    assert.doesNotMatch(html, /href=""/);
  });

  test(`${name}: following is answered with a word`, async () => {
    await ready;
    const done = await nobody.post('/suivre', { lieu: 'konk-ar-lab', rythme: 'semaine' });
    assert.equal(done.status, 303);
    assert.match((await nobody.get(done.location)).text, /role="status">C’est noté : vous suivez ceci/);
  });
}
