// SPDX-License-Identifier: AGPL-3.0-or-later
// "I put a photo on my place's page" and "I leave and take my data", on both engines: on a phone with scripts, and without any.
// Pressed with the keyboard: without scripts, Chromium paints no frame after a file was chosen, and a click waits for one.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';

import { sql } from '../support/database.mjs';
import { temporaryDirectory } from '../support/server.mjs';
import { engines, mailboxFor, siteOn, sound } from './journey.mjs';

const phone = { width: 360, height: 700, hasTouch: true, isMobile: true };
const me = 'je-pars@exemple.org';

// A picture of one colour.
function png(width, height, [r, g, b]) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([r, g, b]))]);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(Array(height).fill(row)))), chunk('IEND', Buffer.alloc(0))]);
}

// CRC-32 as in PNG (zlib.crc32 is newer than Debian 12's Node).
function crc(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return (c ^ 0xffffffff) >>> 0;
}

for (const [name, make] of Object.entries(engines)) {
  const scripts = name === 'sqlite';
  const how = scripts ? 'with' : 'without';
  test(`${name}: I put a photo on my page, then I leave and take my data, ${how} scripts`, async () => {
    const where = make();
    const mailbox = await mailboxFor();
    sql(where, `INSERT INTO person (id, address, name, shown, lang, admin, trusted, made_at) VALUES (9, '${me}', 'Maëlle', 'nom', 'fr', 0, 0, '2026-01-01T00:00:00Z')`);
    sql(where, "INSERT INTO mandate (id, person, place, given_at) SELECT 900, 9, id, '2026-01-01T00:00:00Z' FROM place WHERE slug = 'lab01'");
    const site = await siteOn({ ...where, env: mailbox.env });
    const photo = join(temporaryDirectory(), 'atelier.png');
    writeFileSync(photo, png(900, 600, [180, 90, 40]));
    const drawing = join(temporaryDirectory(), 'dessin.png');
    writeFileSync(drawing, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

    await site.visit({ ...phone, scripts, cookies: true, expect: [/^400 /] }, async (page, context) => {
      // From the privacy page to my data: who I am is asked on the way.
      await page.goto('/');
      await page.getByRole('link', { name: 'Vie privée' }).click();
      await page.waitForURL(/\/vie-privee$/);
      await sound(page, 'the privacy page', scripts);
      await page.getByRole('link', { name: 'Mes données' }).click();
      await page.waitForURL(/\/connexion/);
      await page.locator('#courriel').fill(me);
      await page.getByRole('button', { name: 'Recevoir un lien' }).click();
      const mail = await mailbox.next(me);
      await page.goto(mail.link(/\/connexion\//).replace(/^https?:\/\/[^/]+/, ''));
      if (/\/connexion\//.test(page.url())) await page.locator('main form button').first().click();
      await page.waitForURL(/\/compte\/mes-donnees$/);
      await sound(page, 'my data', scripts);

      // A photo: what is no photo is refused with a sentence, and what was typed stays.
      await page.goto('/lieux/lab01');
      await page.getByRole('link', { name: 'Ajouter des photos' }).click();
      await page.waitForURL(/\/photos$/);
      await sound(page, 'the photos of my place', scripts);
      await page.locator('#photo').setInputFiles(drawing);
      await page.locator('#alternative').fill('L’atelier bois, un samedi');
      await page.locator('#credit').fill('Maëlle');
      await page.getByLabel(/J’ai le droit de publier/).press(' ');
      await page.getByRole('button', { name: 'Ajouter la photo' }).press('Enter');
      await page.getByText('Ce fichier est un dessin SVG').waitFor();
      assert.equal(await page.locator('#alternative').inputValue(), 'L’atelier bois, un samedi');
      await page.locator('#photo').setInputFiles(photo);
      await page.getByLabel(/J’ai le droit de publier/).press(' ');
      await page.getByRole('button', { name: 'Ajouter la photo' }).press('Enter');
      await page.getByText('La photo est sur la page du lieu.').waitFor();
      await sound(page, 'the photos of my place, with one', scripts);
      await page.goto('/lieux/lab01');
      const shown = page.getByRole('img', { name: 'L’atelier bois, un samedi' });
      await shown.waitFor();
      assert.ok(await shown.evaluate((img) => img.decode().then(() => img.naturalWidth)) > 100);
      await page.getByText('Photo : Maëlle').waitFor();
      await sound(page, 'a place with a photo', scripts);

      // My data, then I leave.
      await page.goto('/compte/mes-donnees');
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /Télécharger mes données/ }).click()]);
      const data = JSON.parse(readFileSync(await file.path(), 'utf8'));
      assert.equal(data.compte[0].adresse, me);
      assert.equal(data.droits[0].lieu, 'lab01');
      assert.equal(data.photos[0].alternative, 'L’atelier bois, un samedi');
      assert.match(data.accords[0].mots, /droit de publier/);
      assert.equal(data.modifications.length, 1);
      await page.getByLabel(/Oui, effacez mon compte/).press(' ');
      await page.getByRole('button', { name: 'Effacer mon compte' }).press('Enter');
      await page.getByRole('heading', { name: 'Vous êtes parti·e' }).waitFor();
      assert.deepEqual(await context.cookies(), []);
      await page.goto('/compte/mes-donnees');
      await page.waitForURL(/\/connexion/);
      // What I brought stays, without my name.
      await page.goto('/lieux/lab01');
      await page.getByRole('img', { name: 'L’atelier bois, un samedi' }).waitFor();
      assert.equal(await page.getByText('Maëlle').count(), 0);
    });
    assert.deepEqual(sql(where, "SELECT count(*) FROM person WHERE address IS NOT NULL OR name IS NOT NULL"), [['0']]);
    assert.doesNotMatch(site.server.said(), /je-pars|Maëlle/);
  });
}
