// SPDX-License-Identifier: AGPL-3.0-or-later
// "I import my territory's file", on both engines: on a phone with scripts, and without any.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sql } from '../support/database.mjs';
import { signedIn } from '../support/session.mjs';
import { engines, enter, siteOn, sound } from './journey.mjs';

const phone = { width: 360, height: 700, hasTouch: true, isMobile: true };

const file = (site) => Buffer.from(
  'Numéro;Intitulé;Rue;CP;Ville;Site internet;Responsable;Remarque\r\n'
  + `1;L’Atelier du Nouveau Départ;3 rue des Écoles;56000;Vannes;${site};Camille Exemple;\r\n`
  + '2;La FABrique du Loch;8 rue de la Tour d’Auvergne;56400;Auray;https://www.lafabriqueduloch.org;;\r\n'
  + '3;Chez les autres;1 rue de Rivoli;75001;Paris;;;\r\n'
  + '4;;2 rue Vide;56100;Lorient;;;\r\n', 'utf8');
const figure = async (page, name) => Number((await page.locator('.figures > div', { hasText: name }).locator('dd').innerText()).replace(/\D/g, ''));

// By the keyboard: a click waits for frames, which a page without scripts may not get.
const push = (page, button) => page.getByRole('button', { name: button }).press('Enter');

// Asked once: what will happen is said before the button is there.
async function undo(page) {
  const sure = page.getByRole('button', { name: 'Oui, remettre tout comme avant' });
  assert.equal(await sure.isVisible(), false);
  await page.locator('summary', { hasText: 'Annuler cet import' }).press('Enter');
  await page.getByText('Ce que les équipes ont dit reste').waitFor();
  await sure.press('Enter');
}

async function send(page, site) {
  await page.goto('/importer');
  await page.getByLabel('Le fichier', { exact: true }).setInputFiles({ name: 'morbihan.csv', mimeType: 'text/csv', buffer: file(site) });
  await push(page, 'Envoyer le fichier');
  await page.waitForURL(/\/importer\/[0-9a-f]{32}$/);
}

for (const [name, make] of Object.entries(engines)) {
  const scripts = name === 'sqlite';
  test(`${name}: I import my territory's file, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const where = make();
    const cookie = signedIn(where, { id: 9, address: 'animatrice@exemple.org', name: 'Ana' });
    sql(where, "INSERT INTO mandate (id, person, department, given_at) VALUES (1, 9, '56', '2026-01-01T00:00:00Z')");
    const site = await siteOn(where);
    await site.visit({ ...phone, scripts, cookies: true, expect: [/^400 /], acceptDownloads: true }, async (page, context) => {
      await enter(context, site, cookie);
      await page.goto('/importer');
      await sound(page, 'import', scripts);
      // What is no file of places is refused in a sentence.
      await page.getByLabel('Le fichier', { exact: true }).setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1') });
      await push(page, 'Envoyer le fichier');
      await page.getByRole('alert').waitFor();

      await send(page, 'https://depart.example');
      await page.getByLabel('Le nom de la source').fill('Tiers-lieux du Morbihan');
      await page.getByLabel('La licence').fill('Licence Ouverte 2.0');
      await page.getByLabel('De quand datent ces faits').fill('2026-03');
      await sound(page, 'source', scripts);
      await page.getByLabel('La licence').fill('Licence Ouverte 2.0');
      await page.getByLabel('Le nom de la source').fill('Tiers-lieux du Morbihan');
      await page.getByLabel('De quand datent ces faits').fill('2026-03');
      await push(page, 'Continuer');

      await page.waitForURL(/\/colonnes$/);
      assert.equal(await page.getByLabel('Intitulé').inputValue(), 'nom');
      assert.equal(await page.getByLabel('CP').inputValue(), 'code_postal');
      assert.equal(await page.getByLabel('Responsable').inputValue(), ''); // the name of a person
      assert.match(await page.locator('li', { has: page.getByLabel('Responsable') }).innerText(), /personnel/);
      assert.ok(!(await page.content()).includes('Camille'), 'a person’s name is nowhere');
      await page.getByLabel('Remarque').selectOption('presentation_resume');
      await sound(page, 'columns', scripts);
      await page.getByLabel('Remarque').selectOption('presentation_resume');
      await push(page, 'Voir ce que cela changera');

      await page.waitForURL(/\/apercu$/);
      assert.equal(await figure(page, 'nouveaux lieux'), 1);
      assert.equal(await figure(page, 'lignes refusées'), 2);
      assert.match(await page.locator('main').innerText(), /Ligne 4[^]*hors du territoire/);
      const refused = await (await page.request.get(`${page.url().replace('/apercu', '')}/refus.csv`)).text();
      assert.match(refused, /^\uFEFFligne;colonne;raison\r\n/);
      assert.match(refused, /^5;/m);
      await sound(page, 'preview', scripts);
      await push(page, 'Importer');

      await page.waitForURL(/\/imports\/\d+\?fait=importe/);
      assert.equal(await figure(page, 'nouveaux lieux'), 1);
      await sound(page, 'import done', scripts);
      await page.goto('/lieux/l-atelier-du-nouveau-depart');
      assert.match(await page.locator('main').innerText(), /Tiers-lieux du Morbihan/);

      // The same again: its columns and its source are known, and nothing changes.
      await send(page, 'https://depart.example');
      assert.equal(await page.getByLabel('Le nom de la source').inputValue(), 'Tiers-lieux du Morbihan');
      assert.equal(await page.getByLabel('De quand datent ces faits').inputValue(), '2026-03'); // this very file came
      await push(page, 'Continuer');
      assert.equal(await page.getByLabel('Remarque').inputValue(), 'presentation_resume');
      await push(page, 'Voir ce que cela changera');
      await page.waitForURL(/\/apercu$/);
      assert.equal(await figure(page, 'inchangés'), 2);
      assert.equal(await page.getByRole('button', { name: 'Importer' }).count(), 0);

      // A newer one: before and after are shown.
      await send(page, 'https://arrivee.example');
      assert.equal(await page.getByLabel('De quand datent ces faits').inputValue(), ''); // it does not say
      await page.getByLabel('De quand datent ces faits').fill('2026-04');
      await push(page, 'Continuer');
      await push(page, 'Voir ce que cela changera');
      await page.waitForURL(/\/apercu$/);
      const before = page.locator('.import-list li li', { hasText: 'arrivee.example' });
      assert.match(await before.locator('del').innerText(), /depart\.example/);
      await sound(page, 'preview with changes', scripts);
      await push(page, 'Importer');
      await page.waitForURL(/\/imports\/\d+\?fait=importe/);

      // Back, step by step.
      await page.goto('/imports');
      await sound(page, 'imports', scripts);
      await page.getByRole('link', { name: 'Tiers-lieux du Morbihan' }).first().click();
      await undo(page);
      await page.waitForURL(/fait=annule/);
      await page.goto('/lieux/l-atelier-du-nouveau-depart');
      assert.match(await page.content(), /depart\.example/);
      assert.doesNotMatch(await page.locator('main').innerText(), /arrivee\.example/);
      await page.goto('/imports');
      await page.getByRole('link', { name: 'Tiers-lieux du Morbihan' }).nth(1).click();
      await undo(page);
      await page.waitForURL(/fait=annule/);
      const gone = await page.request.get('/lieux/l-atelier-du-nouveau-depart');
      assert.equal(gone.status(), 404);
    });
    // Whoever animates nothing does not see it.
    const other = await fetch(`${site.url}/importer`, { redirect: 'manual' });
    assert.notEqual(other.status, 200);
  });
}
