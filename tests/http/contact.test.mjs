// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing to a place: confirmed by mail, relayed both ways without an address shown, refused to robots and floods.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';

import { createDatabase } from '../pg.mjs';
import { sql } from '../support/database.mjs';
import { startMailbox } from '../support/mailbox.mjs';
import { run, startServer, temporaryDirectory } from '../support/server.mjs';

const text = 'Bonjour, nous montons un atelier vélo à Auray.\nAvez-vous un établi à prêter ?';
const ends = [];
const setups = [];
after(async () => { for (const end of ends.reverse()) await end(); });

// A team of one for a place, its own address for another, an animator for the rest of a region; one place has nobody.
function people(where) {
  const rows = sql(where, "SELECT id, slug FROM place WHERE state = 'ouvert' AND insee LIKE '56%' ORDER BY id LIMIT 3");
  const far = sql(where, "SELECT id, slug FROM place WHERE state = 'ouvert' AND insee LIKE '13%' ORDER BY id LIMIT 1")[0];
  for (const [id, address] of [[1, 'equipe@exemple.org'], [2, 'animation@exemple.org']])
    sql(where, `INSERT INTO person (id, address, shown, lang, admin, trusted, made_at) VALUES (${id}, '${address}', 'nom', 'fr', 0, 0, '2026-01-01T00:00:00Z')`);
  sql(where, `INSERT INTO mandate (id, person, place, given_at) VALUES (1, 1, ${rows[0][0]}, '2026-01-01T00:00:00Z')`);
  sql(where, "INSERT INTO mandate (id, person, department, given_at) VALUES (2, 2, '56', '2026-01-01T00:00:00Z')");
  sql(where, `UPDATE place SET email = 'contact@exemple.org' WHERE id = ${rows[1][0]}`);
  return { team: rows[0][1], own: rows[1][1], animated: rows[2][1], alone: far[1] };
}

before(async () => {
  const data = join(temporaryDirectory(), 'var');
  run('starter', '--data', data);
  const database = createDatabase();
  ends.push(() => database.drop());
  run('starter', '--db', database.url);
  for (const [name, where] of [['sqlite', { data }], ['postgresql', { db: database.url }]]) {
    const places = people(where);
    const mailbox = await startMailbox();
    const server = await startServer({ ...where, env: mailbox.env });
    ends.push(() => mailbox.close(), async () => assert.equal((await server.stop()).code, 0));
    setups.push({ name, places, mailbox, url: server.url });
  }
});

const token = (html) => /name="jeton" value="([^"]+)"/.exec(html)?.[1];
async function post(url, fields) {
  return fetch(url, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' }, body: new URLSearchParams(fields) });
}
async function form(url) {
  const reply = await fetch(url);
  const html = await reply.text();
  return { status: reply.status, html, jeton: token(html) };
}

for (const i of [0, 1]) {
  test(`${['sqlite', 'postgresql'][i]}: a visitor writes, confirms, is answered, answers back`, async () => {
    const { places, mailbox, url } = setups[i];
    const address = `${url}/lieux/${places.team}/ecrire`;
    const { jeton, html } = await form(address);
    assert.match(html, /Votre message va à l’équipe du lieu/);
    assert.doesNotMatch(html, /equipe@exemple\.org/);
    await pause(3200);
    const fields = { jeton, nom: 'Maëlle', courriel: 'maelle@exemple.org', message: text };
    const sent = await post(address, fields);
    assert.equal(sent.status, 303);
    assert.match(sent.headers.get('location'), /fait=confirmer$/);
    const asked = await mailbox.next('maelle@exemple.org');
    assert.match(asked.text, /^Ce lien envoie votre message à /);
    assert.match(asked.subject, /^Confirmez votre message/);
    assert.equal(mailbox.all.filter((m) => m.envelope.to[0] === 'equipe@exemple.org').length, 0, 'nothing leaves before');
    const link = asked.link(/\/messages\//);
    const page = await form(link);
    assert.equal(page.status, 200);
    assert.match(page.html, /Rien n’est encore parti/);
    assert.equal((await post(link, { jeton: page.jeton })).status, 200);
    assert.equal((await post(link, { jeton: page.jeton })).status, 200, 'twice the same click');
    const got = await mailbox.next('equipe@exemple.org');
    assert.match(got.text, /^Maëlle écrit à .*\n\n> Bonjour, nous montons un atelier vélo à Auray\.\n> Avez-vous un établi/);
    assert.match(got.subject, /^Message pour .* : Bonjour, nous montons/);
    assert.equal(got.replyTo, '');
    assert.doesNotMatch(got.raw, /maelle@exemple\.org/, 'the writer’s address is hidden');
    const answer = got.link(/\/messages\//);
    const there = await form(answer);
    assert.match(there.html, /Répondre à Maëlle/);
    assert.equal((await post(answer, { jeton: there.jeton, message: 'court' })).status, 422);
    assert.equal((await post(answer, { jeton: there.jeton, message: 'Oui, passez mardi, il est à vous.' })).status, 200);
    const back = await mailbox.next('maelle@exemple.org');
    assert.match(back.text, /vous répond :\n\n> Oui, passez mardi/);
    assert.doesNotMatch(back.raw, /equipe@exemple\.org/, 'the team’s address is hidden');
    const again = back.link(/\/messages\//);
    assert.equal((await post(again, { jeton: (await form(again)).jeton, message: 'Merci, à mardi donc.' })).status, 200);
    assert.match((await mailbox.next('equipe@exemple.org')).text, /> Merci, à mardi donc\./);
    await pause(1500);
    assert.equal(mailbox.all.filter((m) => m.envelope.to[0] === 'equipe@exemple.org').length, 2);
    for (const wrong of [link.replace(/.$/, (c) => (c === '0' ? '1' : '0')), link.replace(/c-/, 'l-'), `${url}/messages/x`, `${url}/messages/99999l-00`])
      assert.equal((await fetch(wrong)).status, 404, wrong);
  });

  test(`${['sqlite', 'postgresql'][i]}: the place’s own address, animators, nobody; the address given on purpose`, async () => {
    const { places, mailbox, url } = setups[i];
    const own = await form(`${url}/lieux/${places.own}/ecrire`);
    const animated = await form(`${url}/lieux/${places.animated}/ecrire`);
    assert.match(animated.html, /Personne de ce lieu n’est encore joignable ici/);
    const alone = await form(`${url}/lieux/${places.alone}/ecrire`);
    assert.match(alone.html, /n’a encore personne à joindre/); // not even an administrator
    assert.doesNotMatch(alone.html, /<textarea/);
    await pause(3200);
    await post(`${url}/lieux/${places.own}/ecrire`, { jeton: own.jeton, nom: 'Noé', courriel: 'noe@exemple.org', message: text, partage: 'oui' });
    const first = (await mailbox.next('noe@exemple.org')).link(/messages/);
    await post(first, { jeton: (await form(first)).jeton });
    const got = await mailbox.next('contact@exemple.org');
    assert.match(got.replyTo, /noe@exemple\.org/);
    await post(`${url}/lieux/${places.animated}/ecrire`, { jeton: animated.jeton, nom: 'Noé', courriel: 'noe@exemple.org', message: text });
    const second = (await mailbox.next('noe@exemple.org')).link(/messages/);
    await post(second, { jeton: (await form(second)).jeton });
    assert.match((await mailbox.next('animation@exemple.org')).text, /vous animez un réseau ou un territoire/);
  });

  test(`${['sqlite', 'postgresql'][i]}: robots and floods`, async () => {
    const { places, mailbox, url } = setups[i];
    const address = `${url}/lieux/${places.team}/ecrire`;
    const { jeton } = await form(address);
    const fields = { jeton, nom: 'Robot', courriel: 'robot@exemple.org', message: text };
    const fast = await post(address, fields);
    assert.equal(fast.status, 422);
    const kept = await fast.text();
    assert.match(kept, /Voilà qui est rapide/);
    assert.match(kept, /atelier vélo à Auray/, 'what was typed is kept');
    await pause(3200);
    assert.match((await post(address, { ...fields, site: 'http://x' })).headers.get('location'), /fait=confirmer$/);
    for (const [wrong, says] of [
      [{ message: `${'http://a.b/ '.repeat(5)} voilà` }, /beaucoup de liens/],
      [{ message: 'non' }, /au moins une phrase/],
      [{ message: 'x'.repeat(5001) }, /un peu long/],
      [{ nom: '' }, /comment vous vous appelez/],
      [{ courriel: 'robot@exemple' }, /ne semble pas complète/],
      [{ courriel: 'robot@exemple.org\r\nBcc: x@exemple.org' }, /ne semble pas complète/],
    ]) {
      const r = await post(address, { ...fields, ...wrong });
      assert.equal(r.status, 422, JSON.stringify(wrong));
      assert.match(await r.text(), says);
    }
    assert.equal((await post(address, { ...fields, jeton: 'x' })).status, 403);
    for (let k = 0; k < 5; k++) assert.equal((await post(address, fields)).status, 303, `message ${k}`);
    const sixth = await post(address, fields);
    assert.equal(sixth.status, 422);
    assert.match(await sixth.text(), /revenez demain/);
    for (let k = 0; k < 5; k++) await mailbox.next('robot@exemple.org');
    assert.equal(mailbox.all.filter((m) => m.envelope.to[0] === 'robot@exemple.org').length, 5);
  });
}
