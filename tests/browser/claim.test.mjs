// SPDX-License-Identifier: AGPL-3.0-or-later
// "I claim and mend my page": somebody signs in by a mailed link, is let in at once where their address speaks for the place,
// by an animator where it does not, then mends a section and confirms. On a phone, with scripts on one engine, without on
// the other.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sql } from '../support/database.mjs';
import { signedIn } from '../support/session.mjs';
import { engines, enter, mailboxFor, path, push, siteOn, sound } from './journey.mjs';

const phone = { width: 320, height: 640, hasTouch: true, isMobile: true };
const me = 'lou@konk.example', animator = 'anime@exemple.org';
const mine = 'konk-ar-lab';

for (const [name, make] of Object.entries(engines)) {
  const scripts = name === 'sqlite';
  test(`${name}: I claim and mend my page, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const where = make();
    const mailbox = await mailboxFor();
    const cookie = signedIn(where, { id: 7, address: animator, name: 'Ana' });
    sql(where, "INSERT INTO mandate (id, person, department, given_at) VALUES (70, 7, '29', '2026-01-01T00:00:00Z')");
    sql(where, `UPDATE place SET website = 'https://www.konk.example/accueil', email = NULL WHERE slug = '${mine}'`);
    const [[theirs]] = sql(where, `SELECT slug FROM place WHERE insee LIKE '29%' AND slug <> '${mine}' AND email IS NULL AND gone IS NULL ORDER BY id LIMIT 1`);
    const site = await siteOn({ ...where, env: mailbox.env });

    await site.visit({ ...phone, scripts, cookies: true }, async (page) => {
      // The door is the place's own page; the mailed link leads back to it.
      await page.goto(`/lieux/${mine}`);
      await push(page.getByRole('link', { name: 'Je fais partie de l’équipe' }), scripts);
      await page.getByLabel('Votre adresse de courriel').first().fill(me);
      await push(page.getByRole('button', { name: 'Recevoir un lien' }), scripts);
      await page.getByText('Un lien vient de partir').waitFor();
      await page.goto(path((await mailbox.next(me)).link(/connexion/)));
      await push(page.getByRole('button', { name: 'Entrer' }), scripts);
      await page.getByText('est celle du lieu').waitFor();
      assert.equal(path(page.url()), `/lieux/${mine}/rejoindre`);
      await sound(page, 'the claim at once', scripts);
      assert.equal(sql(where, 'SELECT count(*) FROM mandate WHERE place IS NOT NULL')[0][0], '0');
      await push(page.getByRole('button', { name: 'Je fais partie de l’équipe' }), scripts);
      await page.getByText('Ouvrez-le : vous serez de l’équipe').waitFor();
      await sound(page, 'the link is on its way', scripts);
      const mail = await mailbox.next(me, { subject: /Rejoindre l’équipe/ });
      await page.goto(path(mail.link(/\/equipe\//)));
      await page.getByText('pourra tenir sa page à jour').waitFor();
      await sound(page, 'the mailed link', scripts);
      assert.equal(sql(where, 'SELECT count(*) FROM mandate WHERE place IS NOT NULL')[0][0], '0', 'looking at a link gives nothing');
      await push(page.getByRole('button', { name: 'Oui, rejoindre l’équipe' }), scripts);
      await page.getByText('la page est entre de bonnes mains').waitFor();
      await sound(page, 'of the team', scripts);
      assert.equal((await page.request.get(path(mail.link(/\/equipe\//)))).status(), 404, 'the link has served');

      // It is theirs: they mend it, and confirm it.
      await push(page.getByRole('link', { name: 'Voir la page du lieu' }), scripts);
      await push(page.getByRole('link', { name: 'Modifier cette page' }), scripts);
      await push(page.getByRole('link', { name: /Contact et site/ }), scripts);
      await page.getByLabel('Téléphone').fill('0298970102');
      await sound(page, 'a section', scripts);
      await push(page.getByRole('button', { name: 'Enregistrer' }), scripts);
      await page.getByRole('status').filter({ hasText: 'enregistré' }).waitFor();
      await page.goto(`/lieux/${mine}`);
      await page.getByText('02 98 97 01 02').first().waitFor();
      await push(page.getByRole('button', { name: 'Tout est juste' }), scripts);
      await page.locator('.place-fresh', { hasText: 'Confirmé :' }).waitFor();
      assert.equal(sql(where, `SELECT confirmed FROM place WHERE slug = '${mine}'`)[0][0], new Date().toISOString().slice(0, 10));
      await sound(page, 'the page that is theirs', scripts);

      // Elsewhere their address says nothing: they ask.
      await page.goto(`/lieux/${theirs}`);
      await push(page.getByRole('link', { name: 'Je fais partie de l’équipe' }), scripts);
      await page.getByLabel('Qui vous êtes dans ce lieu').fill('Je tiens l’accueil le mardi.');
      await sound(page, 'the claim that waits', scripts);
      await push(page.getByRole('button', { name: 'Je fais partie de l’équipe' }), scripts);
      await page.getByText('Votre demande est partie').waitFor();
      await push(page.getByRole('link', { name: 'Voir où elle en est' }), scripts);
      await page.getByText('En attente d’une réponse').waitFor();
      await sound(page, 'where it stands', scripts);
    });

    const told = await mailbox.next(animator, { subject: /équipe|attend/ });
    await site.visit({ ...phone, scripts, cookies: true }, async (page, context) => {
      await enter(context, site, cookie);
      await page.goto(path(told.link(/\/moderation/)));
      await page.getByText('Je tiens l’accueil le mardi.').waitFor();
      await sound(page, 'the queue', scripts);
      await push(page.getByRole('button', { name: /^Accueillir dans l’équipe/ }), scripts);
      await page.getByText('C’est accepté, et la personne est prévenue.').waitFor();
    });
    await site.visit({ ...phone, scripts, cookies: true }, async (page) => { // back later, on another device
      assert.match((await mailbox.next(me, { subject: /acceptée/ })).text, /partie de l’équipe/);
      await page.goto('/connexion');
      await page.getByLabel('Votre adresse de courriel').first().fill(me);
      await push(page.getByRole('button', { name: 'Recevoir un lien' }), scripts);
      await page.getByText('Un lien vient de partir').waitFor();
      await page.goto(path((await mailbox.next(me)).link(/connexion/)));
      await push(page.getByRole('button', { name: 'Entrer' }), scripts);
      await page.waitForURL((url) => !url.pathname.startsWith('/connexion/'));
      await page.goto(`/lieux/${theirs}/modifier/presentation`);
      await page.getByLabel('Présentation').fill('Un atelier ouvert à toutes et à tous.');
      await push(page.getByRole('button', { name: 'Enregistrer' }), scripts);
      await page.getByRole('status').filter({ hasText: 'enregistré' }).waitFor();
      assert.match(await (await page.request.get(`/lieux/${theirs}`)).text(), /ouvert à toutes et à tous/);
      await page.goto(`/lieux/${theirs}/historique`);
      assert.equal(await page.getByText('Du vandalisme ?').count(), 0, 'not for a team to say');
    });

    await site.visit({ ...phone, scripts, cookies: true }, async (page, context) => { // had it been vandalism
      await context.addCookies([{ name: 'maille', value: cookie.split('=')[1], url: site.url, httpOnly: true, sameSite: 'Lax' }]);
      await page.goto(`/lieux/${theirs}/historique`);
      await push(page.locator('summary', { hasText: 'Du vandalisme ?' }).first(), scripts);
      await page.getByText('Partout où vous animez').first().waitFor();
      await sound(page, 'the history of who animates', scripts);
      await push(page.getByRole('button', { name: 'Annuler tout ce que cette personne a changé' }).first(), scripts);
      await page.getByRole('heading', { name: 'Ce qui a été annulé' }).waitFor();
      await page.getByText('2 pages étaient concernées.').waitFor();
      await sound(page, 'what was taken back', scripts);
      assert.doesNotMatch(await (await page.request.get(`/lieux/${theirs}`)).text(), /ouvert à toutes et à tous/);
      assert.doesNotMatch(await (await page.request.get(`/lieux/${mine}`)).text(), /02 98 97 01 02/);
    });
  });
}
