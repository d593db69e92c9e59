// SPDX-License-Identifier: AGPL-3.0-or-later
// "I moderate": somebody without an account proposes, an animator decides by one key, a place is added, two pages become
// one. On a phone without scripts on one engine, with scripts on the other.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sql } from '../support/database.mjs';
import { signedIn } from '../support/session.mjs';
import { engines, enter, mailboxFor, path, push, siteOn, sound } from './journey.mjs';

const phone = { width: 320, height: 640, hasTouch: true, isMobile: true };
const visitor = 'lou@exemple.org', animator = 'anime@exemple.org';

for (const [name, make] of Object.entries(engines)) {
  const scripts = name === 'sqlite';
  test(`${name}: I moderate, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const where = make();
    const mailbox = await mailboxFor();
    const cookie = signedIn(where, { id: 7, address: animator, name: 'Ana' });
    sql(where, "INSERT INTO mandate (id, person, department, given_at) VALUES (70, 7, '29', '2026-01-01T00:00:00Z')");
    const [[slug]] = sql(where, "SELECT slug FROM place WHERE name = 'Konk Ar Lab' OR slug = 'konk-ar-lab'");
    const site = await siteOn({ ...where, env: mailbox.env });
    let follow;

    await site.visit({ ...phone, scripts, expect: [/^422 /] }, async (page) => { // somebody without an account
      await page.goto(`/lieux/${slug}`);
      await page.getByRole('link', { name: 'Proposer une modification' }).click();
      await sound(page, 'the proposal', scripts);
      await page.getByLabel('Téléphone').fill('02 98 97 11 22');
      await page.getByLabel('Votre adresse de courriel').fill('pas une adresse');
      await page.evaluate(() => document.querySelectorAll('form').forEach((f) => { f.noValidate = true; })).catch(() => {});
      if (scripts) {
        await push(page.getByRole('button', { name: 'Envoyer' }), scripts);
        await page.getByText('Cette adresse ne semble pas complète').waitFor();
        assert.equal(await page.getByLabel('Téléphone').inputValue(), '02 98 97 11 22'); // nothing typed is lost
      }
      await page.getByLabel('Votre adresse de courriel').fill(visitor);
      await page.waitForTimeout(3200);
      await push(page.getByRole('button', { name: 'Envoyer' }), scripts);
      await page.getByRole('heading', { name: /ouvrez votre boîte/i }).waitFor();
      const mail = await mailbox.next(visitor, { subject: /Confirmez/ });
      follow = path(mail.link(/\/suivi\//));
      await page.goto(follow);
      await sound(page, 'the confirmation', scripts);
      await push(page.getByRole('button', { name: 'Confirmer ma proposition' }), scripts);
      await page.getByText('En attente d’une réponse').waitFor();
      await sound(page, 'what waits', scripts);
    });

    const told = await mailbox.next(animator, { subject: /une proposition vous attend/ });
    assert.match(told.text, /02 98 97 11 22/);
    await site.visit({ ...phone, scripts, cookies: true }, async (page, context) => { // the animator
      await enter(context, site, cookie);
      await page.goto(path(told.link(/\/moderation/)));
      await page.getByText('02 98 97 11 22').waitFor();
      await page.getByRole('link', { name: 'À relire (1)' }).waitFor();
      await sound(page, 'the queue', scripts);
      await push(page.locator('summary', { hasText: 'Ajouter un mot' }), scripts);
      await page.getByLabel('Il est envoyé avec votre réponse').fill('Merci, je l’ai vérifié.');
      if (scripts) { // by one key
        await page.locator('.waiting').first().focus();
        await page.keyboard.press('a');
      } else {
        await push(page.getByRole('button', { name: /^Accepter/ }), scripts);
      }
      await page.getByText('C’est accepté, et la personne est prévenue.').waitFor();
      await page.getByText('Rien n’attend').waitFor();
      assert.match(await (await page.request.get(`/lieux/${slug}`)).text(), /02 98 97 11 22/);
    });
    assert.match((await mailbox.next(visitor, { subject: /acceptée/ })).text, /je l’ai vérifié/);
    const told_to_all = await Promise.all([`/lieux/${slug}/historique`, `/lieux/${slug}/changements.atom`, '/api/v1/changements?depuis=0', `/lieux/${slug}`]
      .map(async (path) => (await fetch(site.url + path)).text()));
    assert.match(told_to_all[0], /une personne de passage[^]*accepté par Ana \(l’animation du réseau\)/); // whose it is, and who let it in
    for (const text of told_to_all) {
      assert.ok(text.length > 200);
      assert.ok(!text.includes(visitor) && !text.includes('lou@'), 'a visitor’s address is nobody’s business');
    }
    await site.visit({ ...phone, scripts }, async (page) => {
      await page.goto(follow);
      await page.getByText(/^Acceptée le /).waitFor();
    });

    await site.visit({ ...phone, scripts, cookies: true, expect: [/^422 /] }, async (page, context) => { // a place is added
      await enter(context, site, cookie);
      await page.goto('/lieux/nouveau');
      await sound(page, 'a new place', scripts);
      await page.getByLabel('Nom', { exact: true }).fill('KonkArLab');
      await page.getByLabel('Commune').fill('Concarneau');
      if (scripts) await page.locator('.likely a', { hasText: 'Konk Ar Lab' }).first().waitFor();
      await push(page.getByRole('button', { name: 'Ajouter ce lieu' }), scripts);
      await page.getByText('ressemble beaucoup au vôtre').waitFor();
      await page.getByLabel('J’ai regardé : mon lieu est un autre').check();
      await push(page.getByRole('button', { name: 'Ajouter ce lieu' }), scripts);
      await page.waitForURL(/\/lieux\/konkarlab/);
      await page.getByRole('heading', { name: 'KonkArLab', level: 1 }).waitFor();
    });

    const number = (s) => sql(where, `SELECT id FROM place WHERE slug = '${s}'`)[0][0];
    {
      await site.visit({ ...phone, scripts, cookies: true }, async (page, context) => { // it was one after all
        await enter(context, site, cookie);
        await page.goto(`/fusion/${number(slug)}/${number('konkarlab')}`);
        await sound(page, 'two pages side by side', scripts);
        await push(page.getByRole('button', { name: 'Fusionner les deux pages' }), scripts);
        await page.getByText('une seule page reste').waitFor();
        await sound(page, 'merges', scripts);
        await page.goto('/lieux/konkarlab');
        assert.equal(path(page.url()), `/lieux/${slug}`);
        await page.goto('/fusion');
        await push(page.getByRole('button', { name: /^Défaire/ }).first(), scripts);
        await page.getByText('Les deux pages sont de retour').waitFor();
        await page.goto('/lieux/konkarlab');
        await page.getByRole('heading', { name: 'KonkArLab', level: 1 }).waitFor();
        await push(page.locator('summary', { hasText: 'Ce lieu a fermé ?' }), scripts);
        await push(page.getByRole('button', { name: 'Il a fermé' }), scripts);
        await page.getByText('Ce lieu a fermé. Sa page reste, pour mémoire.').waitFor();
        assert.doesNotMatch(await (await page.request.get('/api/v1/lieux?q=konkarlab')).text(), /"slug":"konkarlab"/);
        await push(page.locator('summary', { hasText: 'Ce lieu rouvre ?' }), scripts);
        await push(page.getByRole('button', { name: 'Il a rouvert' }), scripts);
        await page.locator('summary', { hasText: 'Ce lieu a fermé ?' }).waitFor();
        assert.match(await (await page.request.get('/api/v1/lieux?q=konkarlab')).text(), /"slug":"konkarlab"/);
      });
    }
  });
}
