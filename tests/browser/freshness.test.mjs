// SPDX-License-Identifier: AGPL-3.0-or-later
// "I confirm from the mail", and an animator who phones: on a phone without scripts on one engine, with them on the other.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sql } from '../support/database.mjs';
import { run } from '../support/server.mjs';
import { signedIn } from '../support/session.mjs';
import { engines, enter, mailboxFor, path, push, siteOn, sound } from './journey.mjs';

const phone = { width: 320, height: 640, hasTouch: true, isMobile: true };
const team = 'equipe@konk.example', animator = 'anime@exemple.org';

for (const [name, make] of Object.entries(engines)) {
  const scripts = name === 'sqlite';
  test(`${name}: I confirm from the mail, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const where = make();
    const at = where.db ? ['--db', where.db] : ['--data', where.data];
    const mailbox = await mailboxFor();
    const cookie = signedIn(where, { id: 7, address: animator, name: 'Ana' });
    const [[id, slug]] = sql(where, "SELECT id, slug FROM place WHERE slug = 'konk-ar-lab'");
    sql(where, "INSERT INTO mandate (id, person, department, given_at) VALUES (70, 7, '29', '2026-01-01T00:00:00Z')");
    sql(where, `INSERT INTO person (id, address, shown, lang, admin, trusted, made_at) VALUES (8, '${team}', 'nom', 'fr', 0, 0, '2026-01-01T00:00:00Z')`);
    sql(where, `INSERT INTO mandate (id, person, place, given_at) VALUES (80, 8, ${id}, '2026-01-01T00:00:00Z')`);
    const site = await siteOn({ ...where, env: mailbox.env });
    run('daily', 'fraicheur', ...at);
    const mail = await mailbox.next(team, { subject: /toujours juste/ });
    assert.match(mail.text, /Concarneau/);
    const yes = path(mail.link(/\/confirmer\/[^/]+$/)), mend = path(mail.link(/\/corriger$/));

    await site.visit({ ...phone, scripts, expect: [/^404 /] }, async (page) => { // nobody is signed in
      await page.goto(`/lieux/${slug}`);
      await page.getByText(/à vérifier/).first().waitFor();
      await page.goto(yes); // what a mail scanner does
      await page.goto(`/lieux/${slug}`);
      await page.getByText(/à vérifier/).first().waitFor();
      await page.goto(yes);
      await sound(page, 'is it right', scripts);
      await push(page.getByRole('button', { name: 'Tout est juste' }), scripts);
      await page.getByText('C’est confirmé d’aujourd’hui').waitFor();
      await page.goto(`/lieux/${slug}`);
      await page.locator('.place-fresh', { hasText: 'Confirmé :' }).waitFor();
      await page.goto(mend);
      await sound(page, 'corrections', scripts);
      await page.getByLabel('Téléphone').fill('02 98 97 33 44');
      await push(page.getByRole('button', { name: 'Enregistrer et confirmer' }), scripts);
      await page.getByText('C’est enregistré').waitFor();
      assert.match(await (await page.request.get(`/lieux/${slug}`)).text(), /02 98 97 33 44/);
      const forged = yes.replace(/\/confirmer\/\d+/, '/confirmer/1');
      await page.goto(forged);
      await page.getByText('Le lien est incomplet').waitFor();
    });

    await site.visit({ ...phone, scripts, cookies: true }, async (page, context) => { // an animator phones another
      await enter(context, site, cookie);
      await page.goto('/fraicheur');
      // Figures stand on one line though their labels do not take as many.
      const tops = await page.locator('.figures dd').evaluateAll((all) => all.map((e) => Math.round(e.getBoundingClientRect().top)));
      assert.equal(tops[0], tops[1]);
      assert.equal(tops[2], tops[3]);
      await sound(page, 'freshness', scripts);
      const first = page.locator('.fresh-list li').first(), called = (await first.locator('strong').innerText()).trim();
      await push(first.getByRole('button', { name: /J’ai appelé/ }), scripts);
      await page.getByText('confirmée d’aujourd’hui').waitFor();
      const csv = await (await page.request.get('/fraicheur.csv')).text();
      const line = csv.split('\r\n').find((l) => l.startsWith(`"${called.replaceAll('"', '""')}"`));
      assert.match(line, /"confirmé dans l’année"/);
    });
  });
}
