// SPDX-License-Identifier: AGPL-3.0-or-later
// Every route with every role, over an object of one's own and one of somebody else's. rights.txt says who may ask for
// what; a route that has no row in it fails, as does one that says otherwise of itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { maille, startServer } from '../support/server.mjs';
import { startMailbox } from '../support/mailbox.mjs';
import { visitor } from '../support/visitor.mjs';

const due = new Map(readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'rights.txt'), 'utf8').split('\n')
  .filter((l) => l && !l.startsWith('#')).map((l) => { const [who, method, path] = l.split(/\s+/); return [`${method} ${path}`, who]; }));

// What each role may do: 'own' and 'foreign' are the place (and network) that the address names.
const may = {
  visiteuse: { own: ['tous'], foreign: ['tous'] },
  inconnue: { own: ['tous', 'personne'], foreign: ['tous', 'personne'] },
  equipe: { own: ['tous', 'personne', 'equipe'], foreign: ['tous', 'personne'] },
  territoire: { own: ['tous', 'personne', 'equipe', 'animation-du-lieu', 'animation'], foreign: ['tous', 'personne', 'animation'] },
  reseau: { own: ['tous', 'personne', 'equipe', 'animation-du-lieu', 'animation-du-reseau', 'animation'], foreign: ['tous', 'personne', 'animation'] },
  administratrice: { own: [...new Set(due.values())], foreign: [...new Set(due.values())] },
};

// What is named by something else than a slug is not there, and an empty form names no follow and no photo: these pages
// answer 404 themselves.
const mayBeAbsent = (r) => /\{(?!slug)/.test(r.chemin) || ['POST /compte/suivis', 'POST /lieux/{slug}/photos'].includes(`${r.methode} ${r.chemin}`);

// The forms of a public place's team say who keeps it, and lead to what anybody may do.
const explains = (r) => r.methode === 'GET' && /^\/lieux\/\{slug\}\/(modifier|photos)/.test(r.chemin);

let server, mailbox, routes, objects;
const people = {};

before(async () => {
  mailbox = await startMailbox();
  server = await startServer({ env: mailbox.env });
  routes = JSON.parse(spawnSync(maille, ['check', '--routes'], { encoding: 'utf8' }).stdout);
  const json = async (path) => (await fetch(server.url + path)).json();
  const { reseaux } = await json('/api/v1/reseaux');
  const [own, other] = ['mibs', reseaux.find((n) => n.reseau !== 'mibs').reseau];
  const { lieux: members } = await json(`/api/v1/lieux?reseau=${own}`);
  const place = members[0];
  const inside = new Set(members.map((m) => m.slug));
  const { lieux } = await json('/api/v1/lieux?departement=13');
  const { categories } = await json('/api/v1/actions');
  const department = String(place.code_insee).slice(0, 2);
  assert.notEqual(department, '13');
  objects = {
    own: { place: place.slug, network: own },
    foreign: { place: lieux.find((l) => !inside.has(l.slug)).slug, network: other },
    action: categories[0].actions[0].action,
  };
  for (const role of Object.keys(may)) people[role] = visitor(server);
  await people.administratrice.signIn('administratrice@exemple.org', { admin: true });
  for (const [role, over] of [['territoire', `departement:${department}`], ['reseau', `reseau:${own}`]]) {
    const given = await people.administratrice.post('/administration/personnes', { geste: 'donner', courriel: `${role}@exemple.org`, sur: over });
    assert.equal(given.status, 303, role);
  }
  await people.administratrice.post(`/lieux/${place.slug}/equipe`, { geste: 'inviter', courriel: 'equipe@exemple.org' });
  await people.equipe.open((await mailbox.next('equipe@exemple.org')).link(/invitation/));
  for (const role of ['inconnue', 'territoire', 'reseau']) await people[role].signIn(`${role}@exemple.org`);
});
after(async () => { await server?.stop(); await mailbox?.close(); });

test('the table says of each route who may ask for it, as the routes themselves do', () => {
  const problems = [];
  const left = new Set(due.keys());
  for (const r of routes) {
    const name = `${r.methode} ${r.chemin}`;
    if (!due.has(name)) problems.push(`${name} has no row in tests/http/rights.txt`);
    else if (due.get(name) !== r.qui) problems.push(`${name} is for "${r.qui}", the table says "${due.get(name)}"`);
    left.delete(name);
  }
  for (const name of left) problems.push(`${name} is no route any more`);
  assert.deepEqual(problems, []);
});

function address(pattern, side) {
  const { place, network } = objects[side];
  const slug = pattern.includes('/reseaux/') ? network : pattern.includes('/actions/') ? objects.action : place;
  return pattern.replace('{slug}', slug).replace(/\{\w+\}/g, 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
}

for (const role of Object.keys(may)) {
  for (const side of ['own', 'foreign']) {
    test(`${role}, over ${side === 'own' ? 'what may be theirs' : 'what is somebody else’s'}`, async () => {
      const who = people[role];
      const problems = [];
      for (const r of routes) {
        const path = address(r.chemin, side);
        if (r.methode === 'POST' && r.chemin === '/deconnexion') continue; // it would end the walk
        const get = r.methode === 'GET';
        const put = async () => ({ status: (await fetch(`${server.url}${path}`, { method: 'PUT', body: '{}' })).status, location: '' });
        const ask = get ? () => who.get(path) : r.methode === 'PUT' ? put : () => who.post(path, {});
        const { status, location } = await ask();
        const api = path.startsWith('/api/');
        const allowed = api ? r.qui === 'tous' : may[role][side].includes(r.qui);
        const name = `${r.methode} ${path}: ${status} ${location ?? ''}`;
        if (status >= 500) problems.push(name);
        else if (allowed) {
          if (status === 401 || (status === 303 && /connexion\?vers/.test(location)) || (status === 404 && r.qui !== 'tous' && !mayBeAbsent(r)))
            problems.push(`${name}, should be let in`);
        } else if (api || (role === 'visiteuse' && !get)) {
          if (status !== 401) problems.push(`${name}, should be 401`);
        } else if (role === 'visiteuse') {
          if (status !== 303 || !location.startsWith('/connexion?vers=')) problems.push(`${name}, should be sent to sign in`);
        } else if (status !== (explains(r) ? 403 : 404)) problems.push(`${name}, should be ${explains(r) ? 403 : 404}`);
      }
      assert.deepEqual(problems, []);
    });
  }
}

// What is named by a number is held back by its page: a draft and an import are their maker's, and a proposal is for those
// whose place it is about.
test('somebody else’s draft, import and proposal are not there', async () => {
  const { territoire, reseau, equipe, inconnue, administratrice } = people;
  const csv = 'nom;commune;code_postal\nUn lieu à moi;Auray;56400\n';
  await territoire.get('/importer');
  const file = new FormData();
  file.set('jeton', territoire.token());
  file.set('fichier', new File([csv], 'lieux.csv', { type: 'text/csv' }));
  const sent = await territoire.multipart('/importer', file);
  assert.equal(sent.status, 303, sent.text);
  const draft = sent.location;
  assert.equal((await territoire.get(draft)).status, 200);
  for (const page of ['', '/colonnes', '/apercu', '/refus.csv'])
    for (const who of [reseau, administratrice, equipe]) assert.equal((await who.get(draft + page)).status, 404, draft + page);
  for (const page of ['', '/colonnes', '/apercu']) assert.equal((await reseau.post(draft + page, {})).status, 404, draft + page);

  const note = 'Le lieu a déménagé au 3 rue du Port.';
  const said = await inconnue.post(`/lieux/${objects.foreign.place}/signaler`, { quoi: 'erreur', note });
  assert.equal(said.status, 303, said.text);
  const queue = (await administratrice.get('/moderation')).text.split('<li class="card');
  const mine = queue.find((card) => card.includes(note) && card.includes(objects.foreign.place));
  const [, decide] = /action="[^"]*(\/moderation\/\d+)"/.exec(mine);
  for (const who of [equipe, inconnue, reseau, territoire])
    assert.equal((await who.post(decide, { geste: 'accepter' })).status, 404, decide);
  assert.equal((await administratrice.post(decide, { geste: 'accepter' })).status, 303);
});

test('what one form may do, the same form without its token may not', async () => {
  for (const r of routes.filter((x) => x.methode !== 'GET' && !x.sans_jeton)) {
    const reply = await people.administratrice.raw(address(r.chemin, 'own'), { geste: 'inviter' });
    assert.equal(reply.status, 403, `${r.methode} ${r.chemin}`);
  }
});
