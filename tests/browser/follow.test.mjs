// SPDX-License-Identifier: AGPL-3.0-or-later
// "I follow fablabs around Auray", with a real mailbox, on both engines: on a phone with scripts, and without any.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { run, temporaryDirectory } from '../support/server.mjs';
import { signedIn } from '../support/session.mjs';
import { engines, mailboxFor, path, siteOn, sound } from './journey.mjs';

const phone = { width: 360, height: 700, hasTouch: true, isMobile: true };
const me = 'je-suis@exemple.org';

for (const [name, make] of Object.entries(engines)) {
  const scripts = name === 'sqlite';
  test(`${name}: I follow fablabs around Auray, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const where = make();
    const mailbox = await mailboxFor();
    const site = await siteOn({ ...where, env: mailbox.env });
    let place;
    await site.visit({ ...phone, scripts, cookies: true, expect: [/^401 /] }, async (page) => {
      await page.goto('/');
      await page.getByLabel('Que cherchez-vous ?').fill('fablab autour d’Auray');
      await page.getByRole('button', { name: 'Chercher' }).click();
      await page.waitForURL(/\/lieux\?q=fablab/);
      place = (await page.locator('.hit-name a').first().innerText()).trim();
      await page.getByRole('link', { name: 'Suivre cette recherche' }).click();
      await page.waitForURL(/\/connexion\?vers=/);
      await page.locator('#courriel').fill(me);
      await page.getByRole('button', { name: 'Recevoir un lien' }).click();
      const way = await mailbox.next(me, { subject: /connecter/ });
      await page.goto(path(way.link(/\/connexion\//)));
      await page.getByRole('button', { name: 'Entrer', exact: true }).click();
      await page.waitForURL(/\/suivre\?/); // where they were going
      await sound(page, 'the choice of a rhythm', scripts);
      await page.getByLabel('Chaque jour où il y a du neuf').check();
      await page.getByRole('button', { name: 'Suivre' }).click();
      await page.waitForURL(/\/compte\/suivis\?fait=suivi$/);
      await page.getByRole('link', { name: /^fablab autour d’Auray/ }).waitFor();
      await sound(page, 'what I follow', scripts);
      const feed = await page.getByRole('link', { name: /^Flux Atom/ }).getAttribute('href');
      if (scripts) { // a browser's own XML reader
        const root = await page.evaluate(async (path) => {
          const read = new DOMParser().parseFromString(await (await fetch(path)).text(), 'application/xml');
          return [read.documentElement.namespaceURI, read.documentElement.localName, read.getElementsByTagName('parsererror').length];
        }, feed);
        assert.deepEqual(root, ['http://www.w3.org/2005/Atom', 'feed', 0]);
      }
    });

    // Something changes there: a file of the territory.
    const found = await (await fetch(`${site.url}/api/v1/lieux?q=${encodeURIComponent(place)}`)).json();
    const there = found.lieux.find((l) => l.nom === place);
    const file = join(temporaryDirectory(), 'pays-d-auray.csv');
    writeFileSync(file, `nom;commune;code_postal;latitude;longitude;site_web\n"${place.replaceAll('"', '""')}";${there.commune};${there.code_postal};${there.latitude};${there.longitude};https://nouveau.exemple.org\n`);
    const at = where.db ? ['--db', where.db] : ['--data', where.data];
    const report = JSON.parse(run('import', file, '--source', 'pays-d-auray', '--json', ...at));
    assert.equal(report.modifies, 1, JSON.stringify(report));
    assert.match(run('daily', 'resumes', ...at), /1 résumé|1 digest/);

    const mail = await mailbox.next(me, { subject: /Du neuf/ });
    assert.ok(mail.subject.includes(place), mail.subject);
    assert.match(mail.text, /· Changé : /);
    assert.match(mail.html, /· Changé : /);
    await site.visit({ ...phone, scripts }, async (page) => { // in the mail reader's browser: nobody is signed in there
      await page.goto(path(mail.link(/\/lieux\//)));
      assert.equal((await page.locator('h1').innerText()).trim(), place);
      await page.goto(path(mail.link(/\/avis\//)));
      await page.getByRole('heading', { name: 'Pourquoi ce courriel ?' }).waitFor();
      await page.getByRole('link', { name: place }).waitFor();
      await sound(page, 'why this mail', scripts);
      await page.getByRole('button', { name: /Ne plus recevoir de courriel pour ceci/ }).click();
      await page.getByRole('heading', { name: 'Vous ne recevrez plus ces courriels' }).waitFor();
      await page.goto(path(mail.link(/\/avis\//)));
      await page.getByText('Vous ne recevez plus de courriel pour ceci.').waitFor();
      await page.goto(path(mail.headers.get('list').unsubscribe.url));
      await sound(page, 'the stop link', scripts);
      await page.getByText('C’est déjà fait').waitFor(); // it was all that they followed
    });
    assert.match(run('daily', '--again', 'resumes', ...at), /0 résumé|0 digest/);
  });

  test(`${name}: I write to a place, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const where = make();
    const mailbox = await mailboxFor();
    signedIn(where, { id: 9, address: 'equipe@exemple.org', admin: 1 });
    const { sql } = await import('../support/database.mjs');
    const [[id, slug]] = sql(where, "SELECT id, slug FROM place WHERE insee LIKE '56%' ORDER BY id LIMIT 1");
    sql(where, `INSERT INTO mandate (id, person, place, given_at) VALUES (900, 9, ${id}, '2026-01-01T00:00:00Z')`);
    const site = await siteOn({ ...where, env: mailbox.env });
    await site.visit({ ...phone, scripts, expect: [/^422 /] }, async (page) => {
      await page.goto(`/lieux/${slug}`);
      await page.getByRole('link', { name: 'Écrire à ce lieu' }).click();
      await page.waitForURL(/\/ecrire$/);
      await sound(page, 'the form', scripts);
      await page.getByLabel('Votre nom').fill('Maëlle');
      await page.getByLabel('Votre adresse de courriel').fill('maelle@exemple.org');
      await page.getByLabel('Votre message').fill('Bonjour, pouvons-nous passer mardi voir votre atelier ?');
      await page.waitForTimeout(3200);
      await page.getByRole('button', { name: 'Continuer' }).click();
      await page.getByText('Encore un pas').waitFor();
      const confirm = await mailbox.next('maelle@exemple.org');
      await page.goto(path(confirm.link(/\/messages\//)));
      await sound(page, 'the confirmation', scripts);
      await page.getByRole('button', { name: 'Envoyer mon message' }).click();
      await page.getByText('C’est parti.').waitFor();
      const got = await mailbox.next('equipe@exemple.org');
      await page.goto(path(got.link(/\/messages\//)));
      await sound(page, 'the answer', scripts);
      await page.getByLabel('Votre réponse').fill('Avec plaisir, passez mardi à partir de dix heures.');
      await page.getByRole('button', { name: 'Envoyer ma réponse' }).click();
      await page.getByText('C’est parti.').waitFor();
      assert.match((await mailbox.next('maelle@exemple.org', { subject: /^Réponse/ })).text, /Avec plaisir/);
    });
  });
}
