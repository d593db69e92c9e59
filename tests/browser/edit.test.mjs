// SPDX-License-Identifier: AGPL-3.0-or-later
// "I mend my page": somebody of a place's team, on a phone, on both engines, with and without scripts.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from '../support/database.mjs';
import { signedIn } from '../support/session.mjs';
import { clean } from './axe.mjs';
import { engines, enter, siteOn } from './journey.mjs';

const phone = { width: 320, height: 640, hasTouch: true, isMobile: true };
const shots = process.env.SHOTS; // a directory: pictures of each step are left there
const sites = {};

before(async () => {
  for (const [engine, make] of Object.entries(engines)) {
    const where = make();
    const cookie = signedIn(where, { id: 7, address: 'bo@exemple.org', name: 'Bo' });
    sql(where, "INSERT INTO mandate (id, person, place, given_at) SELECT 1, 7, id, '2026-01-01T00:00:00Z' FROM place WHERE slug = 'konk-ar-lab'");
    const site = await siteOn(where);
    site.me = { ...phone, cookies: true, reducedMotion: 'reduce' };
    site.enter = (context) => enter(context, site, cookie);
    sites[engine] = site;
  }
});

const save = async (page) => {
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('status').filter({ hasText: /enregistré|Rien n’a changé/ }).waitFor();
};
const go = (page, section) => page.goto(`/lieux/konk-ar-lab/modifier/${section}`);
const fits = async (page) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page.url()} is wider than the phone`);

for (const engine of (process.env.ENGINES ?? 'sqlite postgresql').split(' ')) {
  for (const scripts of [true, false]) {
    const how = `${engine}, ${scripts ? 'with' : 'without'} scripts`;

    test(`a team mends its page, ${how}`, async () => {
      const site = sites[engine];
      await site.visit({ ...site.me, scripts }, async (page, context) => {
        await site.enter(context);
        let shot = 0;
        const look = async () => {
          await fits(page);
          if (shots && scripts && engine === 'sqlite') await page.screenshot({ path: `${shots}/edit-${++shot}.png`, fullPage: true });
        };
        await page.goto('/lieux/konk-ar-lab');
        await page.getByRole('link', { name: 'Modifier cette page' }).click();
        await look();

        // Saved as it is, nothing changes; then a phone number, wrong first.
        await page.getByRole('link', { name: /Contact et site/ }).click();
        await page.getByRole('button', { name: 'Enregistrer' }).click();
        await page.getByRole('status').filter({ hasText: 'Rien n’a changé' }).waitFor();
        await go(page, 'identite');
        await look();
        await page.getByRole('button', { name: 'Enregistrer' }).click();
        await page.getByRole('status').filter({ hasText: 'Rien n’a changé' }).waitFor();
      });
      await site.visit({ ...site.me, scripts, expect: [/^422 /] }, async (page, context) => {
        await site.enter(context);
        await go(page, 'contact');
        await page.getByLabel('Téléphone').fill('12');
        await page.getByLabel('Site web').fill('fablab.exemple.fr');
        await page.getByRole('button', { name: 'Enregistrer' }).click();
        await page.locator('[id="champ.telephone.dit"]').waitFor();
        assert.equal(await page.getByLabel('Site web').inputValue(), 'fablab.exemple.fr', 'what was typed is kept');
        await page.getByLabel('Téléphone').fill('0298970000');
        await save(page);

        // The text, looked at before it is kept.
        await go(page, 'presentation');
        await page.getByLabel('Présentation').fill(`## Bienvenue\n\nUn atelier **ouvert**. ${how}`);
        await page.getByRole('button', { name: 'Aperçu' }).click();
        await page.locator('.edit-preview strong', { hasText: 'ouvert' }).waitFor();
        await fits(page);
        await save(page);

        // Hours: Monday to Wednesday alike, Saturday by appointment.
        await go(page, 'horaires');
        await page.locator('[id="jour.0.de0"]').fill('9h');
        await page.locator('[id="jour.0.a0"]').fill('12:30');
        await page.locator('[name="jour.1.veille"]').check();
        await page.locator('[name="jour.2.veille"]').check();
        await page.locator('[name="jour.5.rdv"]').check();
        await fits(page);
        if (shots && scripts && engine === 'sqlite') await page.screenshot({ path: `${shots}/edit-horaires.png`, fullPage: true });
        await save(page);

        await page.goto('/lieux/konk-ar-lab');
        const text = await page.locator('main').innerText();
        assert.match(text, /02 98 97 00 00/);
        assert.match(text, /lundi à mercredi\s+9 h – 12 h 30/);
        assert.match(text, /samedi\s+sur rendez-vous/);
        await page.locator('.prose h2', { hasText: 'Bienvenue' }).waitFor();
        if (shots && scripts && engine === 'sqlite') await page.screenshot({ path: `${shots}/edit-lieu.png`, fullPage: true });

        // Ten clicks for ten actions.
        await go(page, 'actions');
        await fits(page);
        const wish = page.locator(`.edit-action input[value="${scripts ? 'fait' : 'veut'}"]`);
        const n = Math.min(10, await wish.count());
        for (let i = 0; i < n; i++) await wish.nth(i).check();
        if (shots && scripts && engine === 'sqlite') await page.screenshot({ path: `${shots}/edit-actions.png` });
        await save(page);

        await go(page, 'partenaires');
        await page.locator('[id="partenaire.+1.nom"]').fill(`Lycée de la Mer ${how}`);
        await page.locator('[id="partenaire.+1.etape"]').selectOption('formation');
        if (shots && scripts && engine === 'sqlite') await page.screenshot({ path: `${shots}/edit-partenaires.png`, fullPage: true });
        await save(page);

        await go(page, 'criteres');
        await page.getByLabel('Un ancrage territorial').fill(`Avec la ville, ${how}`);
        await fits(page);
        await save(page);

        await go(page, 'adresse');
        await fits(page);
        if (scripts) await page.locator('.edit-map.leaflet-container').waitFor();
        if (shots && scripts && engine === 'sqlite') await page.screenshot({ path: `${shots}/edit-adresse.png`, fullPage: true });
        await page.getByLabel('Commune', { exact: true }).fill(scripts ? 'quimper' : 'Concarneau');
        await page.keyboard.press('Escape');
        await page.getByLabel('Adresse', { exact: true }).fill(`1 quai ${how}`);
        await save(page);
        for (const section of ['reseaux', 'videos']) {
          await go(page, section);
          await fits(page);
        }

        // All of it can be read, and taken back.
        await page.goto('/lieux/konk-ar-lab/historique');
        await fits(page);
        if (shots && scripts && engine === 'sqlite') await page.screenshot({ path: `${shots}/edit-historique.png` });
        await page.getByText('Bo (l’équipe du lieu)').first().waitFor();
        await page.locator('ins', { hasText: `1 quai ${how}` }).first().waitFor();
        await page.getByRole('button', { name: /Annuler ce changement/ }).first().click();
        await page.getByRole('status').filter({ hasText: 'Ce retour en arrière' }).waitFor();
        await page.goto('/lieux/konk-ar-lab');
        assert.doesNotMatch(await page.locator('address').innerText(), new RegExp(`1 quai ${how}`));
      });
    });

    test(`two versions stand side by side, ${how}`, async () => {
      const site = sites[engine];
      await site.visit({ ...site.me, scripts, expect: [/^409 /] }, async (page, context) => {
        await site.enter(context);
        const other = await context.newPage();
        await go(page, 'identite');
        await go(other, 'identite');
        await other.getByLabel('En quelques mots').fill(`La version des autres, ${how}`);
        await save(other);
        await page.getByLabel('En quelques mots').fill(`Ma version, ${how}`);
        await page.getByLabel('Autres noms').fill(`Le Konk ${how}`);
        await page.getByRole('button', { name: 'Enregistrer' }).click();
        await page.getByRole('heading', { level: 1, name: /Quelqu’un d’autre/ }).waitFor();
        await fits(page);
        if (shots && scripts && engine === 'sqlite') await page.screenshot({ path: `${shots}/edit-conflit.png`, fullPage: true });
        assert.match(await page.locator('.edit-two').innerText(), /La version des autres[^]*Ma version/);
        await save(page); // theirs stands unless one says so; the rest of mine is kept
        await go(page, 'identite');
        assert.equal(await page.getByLabel('En quelques mots').inputValue(), `La version des autres, ${how}`);
        assert.equal(await page.getByLabel('Autres noms').inputValue(), `Le Konk ${how}`);
      });
    });
  }
}

test('axe finds nothing on the pages that change a page', async () => {
  const site = sites.sqlite;
  await site.visit({ ...site.me, expect: [/^422 /] }, async (page, context) => {
    await site.enter(context);
    const sections = ['', ...['identite', 'presentation', 'contact', 'adresse', 'horaires', 'actions', 'partenaires', 'reseaux', 'criteres', 'videos'].map((s) => `/${s}`)];
    for (const path of [...sections.map((s) => `/modifier${s}`), '/historique', '']) {
      await page.goto(`/lieux/konk-ar-lab${path}`);
      await clean(page, path);
    }
    await go(page, 'contact');
    await page.getByLabel('Téléphone').fill('12');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.locator('[id="champ.telephone.dit"]').waitFor();
    await clean(page, 'an error');
  });
});
