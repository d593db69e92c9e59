// SPDX-License-Identifier: AGPL-3.0-or-later
// What people come for, walked from the first page to the answer; the same without a script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeSite, open, openSite, settle } from './browser.mjs';

let site;
before(async () => { site = await openSite(); });
after(() => closeSite(site));

const phone = { width: 320, height: 640, hasTouch: true, isMobile: true };
const total = async (page) => Number((await page.locator('#resultats-titre .num').innerText()).replace(/\s/g, ''));
const query = (page) => new URL(page.url()).searchParams;
const chip = (page, text) => page.locator('.chip', { hasText: text });

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`someone on a phone asks near a place, corrects, filters and reaches a page, ${how}`, async () => {
    await site.visit({ ...phone, scripts }, async (page) => {
      await page.goto('/');
      await page.getByLabel('Que cherchez-vous ?').fill('fablab vers Vannes');
      await page.getByRole('button', { name: 'Chercher' }).click();
      await page.waitForURL(/\/lieux\?q=fablab/);
      const near = await total(page);
      assert.ok(near > 2, `${near} fablabs near Vannes`);
      await chip(page, 'Vannes (56)').waitFor();
      await chip(page, 'Fablab').waitFor();
      // The first answer says why it is there, and how far.
      const first = page.locator('.hit').first();
      assert.match(await first.locator('mark').innerText(), /fablab/i);
      assert.match(await first.innerText(), /\d\s(km|m)\b/);

      // What was understood can be taken back: the place, then nothing but the word.
      await page.getByRole('link', { name: /Retirer.*Vannes/ }).click();
      await page.waitForURL((u) => u.searchParams.get('q') === 'fablab');
      assert.ok(await total(page) > near);
      assert.equal(await chip(page, 'Vannes').count(), 0);
      await chip(page, 'Fablab').locator('summary').click();
      await page.getByRole('link', { name: 'Chercher simplement le mot « fablab »' }).click();
      await page.waitForURL(/mots=fablab/);
      assert.equal(await page.locator('.chip', { hasText: 'makerspace' }).count(), 0);

      // A filter.
      await page.goto('/lieux?q=fablab');
      await page.locator('summary', { hasText: 'Affiner la recherche' }).click();
      const box = page.locator('input[name=territoire][value=rural]');
      const promised = Number(await box.locator('xpath=..').locator('data').getAttribute('value'));
      await box.check();
      if (!scripts) await page.getByRole('button', { name: 'Appliquer' }).click();
      await page.waitForURL(/territoire=rural/);
      assert.equal(await total(page), promised, 'the filter gives what it said');
      assert.equal(await page.locator('input[name=territoire][value=rural]').isChecked(), true);
      assert.equal(await page.locator('#q').inputValue(), 'fablab');

      // The place.
      const name = (await page.locator('.hit-name a').first().innerText()).trim();
      await page.locator('.hit-name a').first().click();
      await page.waitForURL(/\/lieux\/[a-z0-9-]+$/);
      assert.equal((await page.locator('h1').innerText()).trim(), name);
      await page.getByText(/Confirmé/).first().waitFor();
      await page.getByRole('heading', { name: 'D’où viennent ces informations' }).waitFor();
    });
  });

  test(`a commune that has namesakes can be corrected, ${how}`, async () => {
    await site.visit({ ...phone, scripts }, async (page) => {
      await page.goto('/lieux?q=coworking+saint-denis');
      // There is none on the whole island of the largest one: another Saint-Denis is meant.
      const km = await page.locator('.hit-km').first().innerText();
      assert.doesNotMatch(km, /\d{3}\s?km|\d\s\d{3}/, km);
      const before_ = chip(page, 'Saint-Denis');
      const taken = /\((\d+)\)/.exec(await before_.locator('.chip-drop').innerText())[1];
      await before_.locator('summary').click();
      const other = before_.locator('.chip-choices a', { hasText: /^Saint-Denis \(/ }).first();
      const code = /\((\d+)\)/.exec(await other.innerText())[1];
      assert.notEqual(code, taken);
      await other.click();
      await page.waitForURL(/pres=Saint-Denis/);
      assert.equal(await page.locator('#pres').inputValue(), `Saint-Denis (${code})`);
      assert.equal(query(page).get('q'), 'coworking');
      await page.locator('.hit').first().waitFor();
    });
  });

  test(`a slip of the finger is mended, and can be insisted on, ${how}`, async () => {
    await site.visit({ ...phone, scripts }, async (page) => {
      await page.goto('/lieux?q=ressourceire');
      await page.getByText('Résultats pour').waitFor();
      assert.ok(await total(page) > 0);
      await page.getByRole('link', { name: /Chercher exactement « ressourceire »/ }).click();
      await page.waitForURL(/exact=1/);
      await page.getByText('Aucun lieu ne répond').waitFor();
      await page.getByRole('link', { name: 'Chercher aussi les mots proches' }).click();
      await page.getByText('Résultats pour').waitFor();
    });
  });

  test(`no dead end: what it offers gives what it says, ${how}`, async () => {
    await site.visit({ ...phone, scripts }, async (page) => {
      await page.goto('/lieux?q=fablab&departement=48&label=manufacture-de-proximite&territoire=qpv');
      assert.equal(await page.locator('#resultats-titre').innerText(), 'Rien trouvé pour l’instant');
      const offers = page.locator('.advice a');
      assert.ok(await offers.count() > 0);
      const said = /(\d[\d\s]*) lieu/.exec(await offers.first().innerText());
      await offers.first().click();
      await page.waitForURL((u) => u.pathname === '/lieux');
      assert.ok(await total(page) > 0);
      if (said) assert.equal(await total(page), Number(said[1].replace(/\s/g, '')));
    });
  });

  test(`pages of results follow one another without a gap, ${how}`, async () => {
    await site.visit({ ...phone, scripts }, async (page) => {
      await page.goto('/lieux?q=coworking');
      const seen = new Set();
      for (let n = 1; n <= 3; n++) {
        const names = await page.locator('.hit').evaluateAll((all) => all.map((e) => e.querySelector('.hit-name a').getAttribute('href')));
        assert.equal(names.length, 20);
        names.forEach((s) => seen.add(s));
        assert.equal(await page.locator('.hits').getAttribute('start'), String(20 * (n - 1) + 1));
        await page.getByRole('link', { name: 'Page suivante' }).click();
        await page.waitForURL(new RegExp(`page=${n + 1}`));
      }
      assert.equal(seen.size, 60, 'each place once');
    });
  });

  test(`the actions lead to places that can help, ${how}`, async () => {
    await site.visit({ ...phone, scripts }, async (page) => {
      await page.goto('/');
      await page.getByRole('link', { name: 'Les actions' }).click();
      await page.waitForURL(/\/actions$/);
      await page.locator('th[scope=row] a', { hasText: /^Fab Lab$/ }).click();
      await page.waitForURL(/\/actions\/fab-lab$/);
      await page.locator('#pres').fill('Rennes');
      await page.getByRole('button', { name: 'Trouver près de là' }).click();
      await page.waitForURL(/pres=Rennes/);
      await page.getByText(/le plus proche est à/).waitFor();
      const far = (await page.locator('section[aria-labelledby=fait] .hit-km').allInnerTexts()).map((t) => parseFloat(t.replace(',', '.')));
      assert.ok(far.length > 0);
      assert.deepEqual(far, [...far].sort((a, b) => a - b), 'nearest first');
      await page.locator('section[aria-labelledby=fait] .hit-name a').first().click();
      await page.waitForURL(/\/lieux\//);
      await page.locator('h1').waitFor();
    });
  });

  test(`a network shows its members and leads to them and back, ${how}`, async () => {
    await site.visit({ ...phone, scripts }, async (page) => {
      await page.goto('/reseaux');
      await page.getByRole('link', { name: /Amiens/ }).first().click();
      await page.waitForURL(/\/reseaux\//);
      const network = (await page.locator('h1').innerText()).trim();
      await page.getByText('Chef de file').first().waitFor();
      const members = page.locator('section[aria-labelledby=membres] .hit');
      assert.equal(await members.count(), 6, 'the lead is one of the six');
      assert.equal(await page.locator('.member-role').count(), 6, 'each with a role');
      await members.first().locator('a').first().click();
      await page.waitForURL(/\/lieux\//);
      await page.getByRole('link', { name: network }).first().click();
      await page.waitForURL(/\/reseaux\//);
      await page.getByRole('link', { name: 'Chercher parmi ses membres' }).click();
      await page.waitForURL(/\/lieux\?reseau=/);
      assert.equal(await total(page), 6);
    });
  });

  test(`the technical table sorts, filters and is taken away, ${how}`, async () => {
    await site.visit({ scripts }, async (page) => {
      await page.goto('/');
      await page.getByRole('link', { name: 'Les faits' }).click();
      await page.waitForURL(/vue=tableau/);
      const names = () => page.locator('.facts tbody th a').allInnerTexts();
      await page.locator('.facts thead a', { hasText: 'Code postal' }).click();
      await page.waitForURL(/colonne=code_postal/);
      assert.equal(await page.locator('.facts th[aria-sort]').count(), 1);
      const up = await names();
      const codes = (await page.locator('.facts tbody td:nth-child(2)').allInnerTexts()).filter(Boolean);
      assert.deepEqual(codes, [...codes].sort(), 'sorted');
      await page.locator('.facts thead a', { hasText: 'Code postal' }).click();
      await page.locator('.facts th[aria-sort=descending]').waitFor();
      assert.notDeepEqual(await names(), up);

      await page.locator('summary', { hasText: 'Affiner la recherche' }).click();
      const label = page.locator('details.facet', { hasText: 'Label' }).first();
      if (!(await label.evaluate((d) => d.open))) await label.locator('summary').first().click();
      await page.locator('input[name=label][value=manufacture-de-proximite]').check();
      if (!scripts) await page.getByRole('button', { name: 'Appliquer' }).click();
      await page.waitForURL(/label=manufacture-de-proximite/);
      assert.equal(query(page).get('vue'), 'tableau');
      const n = await total(page);

      // What is taken away is what is seen, all pages of it.
      const csv = await page.request.get(await page.locator('.exports a', { hasText: 'CSV' }).getAttribute('href'));
      assert.equal(csv.status(), 200);
      assert.match(csv.headers()['content-type'], /^text\/csv/);
      const text = await csv.text();
      assert.match(text, /Licence Ouverte/);
      const geojson = await (await page.request.get(await page.locator('.exports a', { hasText: 'GeoJSON' }).getAttribute('href'))).json();
      assert.equal(geojson.features.length, n);
    });
  });
}

test('the other language keeps the question', async () => {
  await site.visit({}, async (page) => {
    await open(page, '/lieux?q=fablab+vers+Vannes&territoire=urbain');
    const n = await total(page);
    await page.getByRole('link', { name: 'English' }).click();
    await page.waitForURL(/\/en\/lieux\?/);
    assert.equal(await page.locator('#q').inputValue(), 'fablab vers Vannes');
    assert.equal(query(page).get('territoire'), 'urbain');
    assert.equal(await total(page), n);
    // It lasts: the next page is in English too.
    await page.locator('.hit-name a').first().click();
    await page.waitForURL(/\/en\/lieux\//);
    await page.getByRole('link', { name: 'Français' }).click();
    await page.waitForURL(/:\d+(\/fr)?\/lieux\//);
    assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
  });
  // Without an address of its own, the browser's language decides.
  await site.visit({ lang: 'en-GB' }, async (page) => {
    await page.goto('/');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  });
});

test('what was typed stays on the page that refuses it', async () => {
  await site.visit({ ...phone, expect: [/^400 /, /^404 /] }, async (page) => {
    await page.goto('/lieux?q=fablab&pres=Xyzzy&rayon=-3');
    assert.equal(await page.locator('#q').inputValue(), 'fablab');
    assert.equal(await page.locator('#pres').inputValue(), 'Xyzzy');
    assert.equal(await page.locator('#pres').getAttribute('aria-invalid'), 'true');
    await page.getByText('Nous ne connaissons pas « Xyzzy »').waitFor();
    const radius = page.locator('input[name=rayon]');
    assert.equal(await radius.inputValue(), '-3');
    await page.locator('#pres').fill('Vannes');
    await radius.fill('30');
    await page.getByRole('button', { name: 'Chercher' }).click();
    await page.waitForURL(/rayon=30/);
    assert.ok(await total(page) > 0);

    await page.goto('/lieux/un-lieu-qui-n-existe-pas?q=couture&pres=Brest');
    await page.locator('main').getByLabel('Que cherchez-vous ?').fill('couture');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/lieux\?q=couture/);
  });
});

test('a filter that scripts apply is in the address, and back undoes it', async () => {
  await site.visit({}, async (page) => {
    await open(page, '/lieux?q=fablab');
    const n = await total(page);
    await page.locator('input[name=territoire][value=rural]').check();
    await page.waitForURL(/territoire=rural/);
    assert.notEqual(await total(page), n);
    // Who does not see the list change hears it.
    assert.equal((await page.locator('#recherche + [role=status]').innerText()).replace(/\D/g, ''), String(await total(page)));
    await page.goBack();
    await page.waitForURL((u) => !u.searchParams.has('territoire'));
    await settle(page);
    await page.waitForFunction((was) => Number(document.querySelector('#resultats-titre .num').textContent.replace(/\D/g, '')) === was, n);
    assert.equal(await page.locator('input[name=territoire][value=rural]').isChecked(), false);
  });
});

test('“near me” in the question asks the browser for the position', async () => {
  const here = { geolocation: { latitude: 47.658236, longitude: -2.760847 }, permissions: ['geolocation'] };
  await site.visit(here, async (page) => {
    for (const form of ['#q', '#top-q']) {
      await page.goto(form === '#q' ? '/' : '/actions');
      await page.locator(form).fill('fablab près de moi');
      await page.keyboard.press('Enter');
      await page.waitForURL(/pres=/);
      assert.equal(query(page).get('pres'), '47.658,-2.761');
      assert.ok(await total(page) > 0);
    }
  });
  // A link with the question in it: the page that asks for the commune offers the position.
  await site.visit({ ...here, expect: [/^400 /] }, async (page) => {
    await page.goto('/lieux?q=fablab+autour+de+moi');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'pres');
    await page.getByRole('button', { name: 'Près de moi' }).click();
    await page.waitForURL(/pres=47/);
    assert.ok(await total(page) > 0);
  });
  for (const scripts of [true, false]) { // refused, and without scripts
    await site.visit({ scripts, permissions: [], expect: [/^400 /] }, async (page) => {
      await page.goto('/');
      await page.locator('#q').fill('fablab near me');
      await page.getByRole('button', { name: 'Chercher' }).click();
      await page.waitForURL(/\/lieux\?q=fablab/);
      await page.getByText('écrivez votre commune').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Près de moi' }).count(), scripts ? 1 : 0);
      if (scripts) assert.equal(await page.evaluate(() => document.activeElement.id), 'pres');
      await page.locator('#pres').fill('Vannes');
      await page.getByRole('button', { name: 'Chercher' }).click();
      await page.waitForURL(/pres=Vannes/);
      assert.ok(await total(page) > 0);
    });
  }
});

test('suggestions that come late do not cover what the person went on to', async () => {
  await site.visit(phone, async (page) => {
    await page.addInitScript(() => { // the answer's body takes its time
      const json = Response.prototype.json;
      Response.prototype.json = async function () {
        await new Promise((resolve) => { setTimeout(resolve, 400); });
        return json.call(this);
      };
    });
    await page.goto('/lieux?q=fablab&pres=Vannes');
    const answered = page.waitForResponse(/\/suggestions\?/);
    await page.locator('#pres').fill('Lorie');
    await answered;
    await page.locator('#q').focus();
    await page.waitForTimeout(800);
    assert.equal(await page.locator('.suggest:visible').count(), 0);
    // Who closed the list does not see it come back.
    const again = page.waitForResponse(/\/suggestions\?/);
    await page.locator('#pres').fill('Lorien');
    await again;
    await page.waitForTimeout(600);
    assert.equal(await page.locator('.suggest:visible').count(), 1);
    await page.locator('#pres').pressSequentially('t');
    await page.keyboard.press('Escape');
    await page.waitForTimeout(800);
    assert.equal(await page.locator('.suggest:visible').count(), 0);
  });
});

test('a position leaves the browser only when it is asked for, and not to the metre', async () => {
  await site.visit({ geolocation: { latitude: 47.658236, longitude: -2.760847 }, permissions: ['geolocation'] }, async (page) => {
    await page.goto('/');
    await page.locator('#q').fill('fablab');
    await page.locator('#pres').focus();
    await page.getByRole('option', { name: /Près de moi/ }).click();
    await page.waitForURL(/pres=/);
    assert.equal(query(page).get('pres'), '47.658,-2.761');
    assert.ok(await total(page) > 0);
  });
});
