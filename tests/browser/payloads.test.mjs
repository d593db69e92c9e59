// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever somebody writes stays text: hostile words stand in every fact of places, in a person's name and in messages, and
// nothing of them runs in any output, in a Chromium whose content policy is switched off.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { startMailbox } from '../support/mailbox.mjs';
import { run, startServer, temporaryDirectory } from '../support/server.mjs';
import { signedIn } from '../support/session.mjs';

const evil = [
  '<script>window.ran=1</script>',
  '"><script>window.ran=1</script>',
  '\'><img src=x onerror=window.ran=1>',
  '<svg onload=window.ran=1>',
  '</title><script>window.ran=1</script>',
  '</textarea><script>window.ran=1</script>',
  '</script><script>window.ran=1</script>',
  '<!--<script>window.ran=1</script>-->',
  ']]><script>window.ran=1</script>',
  '" autofocus onfocus="window.ran=1',
  '\' onmouseover=\'window.ran=1',
  '[clic](javascript:window.ran=1)',
  '![x](x" onerror="window.ran=1)',
  '<javascript:window.ran=1>',
  '[clic](data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=)',
  '{{ 7*7 }} {% raw %} ${7*7} %s%n',
  '&lt;script&gt;window.ran=1&lt;/script&gt;',
  '\u2028window.ran=1//',
  'A\\"};window.ran=1;//',
];
const quote = (s) => `"${s.replaceAll('"', '""')}"`;

let server, browser, cookie, mailbox;
const slugs = [];
before(async () => {
  const data = join(temporaryDirectory(), 'var');
  const file = join(temporaryDirectory(), 'pieges.csv');
  writeFileSync(file, ['nom,autres_noms,adresse,code_postal,commune,presentation_resume,presentation_detail,structure_porteuse,reseau,site_web,horaires',
    ...evil.map((s, i) => [`Lieu ${i} ${s}`, `Autre ${i} ${s}`, `${i} rue ${s}`, '35000', 'Rennes', `Résumé ${s}`, `# Titre\n\n${s}\n\n- a ${s}`, `Porteuse ${s}`, `Réseau ${s}`,
      i % 2 ? `javascript:window.ran=1//${i}` : `https://exemple.org/${s}`, s].map(quote).join(','))].join('\n'));
  run('import', file, '--source', 'pieges', '--data', data);
  cookie = signedIn({ data }, { id: 7, address: 'une-personne@exemple.org', name: `Elle ${evil[1]}`, admin: 1 });
  mailbox = await startMailbox();
  server = await startServer({ data, env: { ...mailbox.env, MAILLE_EDITEUR: `Éditeur ${evil[0]}`, MAILLE_HEBERGEUR: evil[1], MAILLE_CONTACT: 'bonjour@exemple.org' } });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] });
  const found = await (await fetch(`${server.url}/api/v1/lieux?par_page=100`)).json();
  slugs.push(...found.lieux.map((l) => new URL(l.url ?? l.adresse_web ?? `/lieux/${l.id}`, server.url).pathname.split('/').pop()));
});
after(async () => { await browser?.close(); await server?.stop(); await mailbox?.close(); });

async function person({ signed = false } = {}) {
  const context = await browser.newContext({ baseURL: server.url, bypassCSP: true, locale: 'fr' });
  const [name, value] = cookie.split('=');
  if (signed) await context.addCookies([{ name, value, url: server.url }]);
  const dialogs = [];
  const page = await context.newPage();
  page.on('dialog', (d) => { dialogs.push(d.message()); d.dismiss(); });
  return { page, context, dialogs };
}

// No handler, no script of theirs, no link that runs; and nothing has run.
async function harmless(page, what) {
  const wrong = await page.evaluate(() => {
    const all = [...document.querySelectorAll('*')];
    return [
      ...(window.ran ? ['it ran'] : []),
      ...all.flatMap((e) => [...e.attributes].filter((a) => /^on/i.test(a.name)).map((a) => `${e.tagName} ${a.name}`)),
      ...[...document.scripts].filter((s) => !s.src && s.type !== 'application/ld+json').map((s) => `script: ${s.textContent}`),
      ...all.filter((e) => /^\s*(javascript|data|vbscript):/i.test(e.getAttribute('href') ?? e.getAttribute('action') ?? e.getAttribute('formaction') ?? ''))
        .map((e) => `${e.tagName} ${e.getAttribute('href')}`),
      ...[...document.querySelectorAll('script[type="application/ld+json"]')].flatMap((s) => { try { JSON.parse(s.textContent); return []; } catch { return ['JSON-LD']; } }),
    ];
  });
  assert.deepEqual(wrong, [], what);
}

test('what it looks for, it sees', async () => {
  const { page, context } = await person();
  await page.goto('/aide');
  for (const s of [evil[0], evil[1], evil[2].slice(2), evil[3], '<a href=" javascript:window.ran=1">x</a>']) {
    await page.setContent(s);
    await assert.rejects(harmless(page, s), s);
  }
  await context.close();
});

test('the corpus is there', () => assert.ok(slugs.length >= evil.length - 2, `${slugs.length} places`));

test('nothing runs on the pages of visitors', async () => {
  const { page, context, dialogs } = await person();
  const paths = ['/', '/lieux?par_page=100', '/lieux?vue=tableau&par_page=100', '/carte', '/carte/integree', '/reseaux', '/donnees', '/mentions-legales',
    '/vie-privee', ...slugs.map((s) => `/lieux/${s}`), ...slugs.slice(0, 4).map((s) => `/lieux/${s}/historique`),
    ...slugs.slice(0, 4).map((s) => `/lieux/${s}/ecrire`),
    ...evil.flatMap((s) => [`/lieux?q=${encodeURIComponent(s)}`, `/lieux?pres=${encodeURIComponent(s)}`, `/connexion?vers=${encodeURIComponent(s)}`])];
  for (const path of paths) {
    await page.goto(path, { waitUntil: 'load' });
    await harmless(page, path);
  }
  await page.goto('/carte');
  await page.locator('.leaflet-marker-icon').first().click({ timeout: 4000 }).catch(() => {});
  await harmless(page, 'a popup');
  assert.deepEqual(dialogs, []);
  await context.close();
});

test('nothing runs on the pages of people', async () => {
  const { page, context, dialogs } = await person({ signed: true });
  const paths = ['/compte', '/compte/suivis', '/compte/mes-donnees', '/administration/personnes', '/moderation', '/doublons', '/fraicheur', '/importer', '/imports',
    ...slugs.flatMap((s) => [`/lieux/${s}`, `/lieux/${s}/equipe`, `/lieux/${s}/photos`]),
    ...slugs.slice(0, 6).flatMap((s) => ['', '/identite', '/presentation', '/contact', '/adresse', '/horaires', '/actions', '/partenaires', '/criteres', '/videos']
      .map((part) => `/lieux/${s}/modifier${part}`))];
  for (const path of paths) {
    const reply = await page.goto(path, { waitUntil: 'load' });
    assert.ok(reply.status() < 500, path);
    await harmless(page, path);
  }
  assert.deepEqual(dialogs, []);
  await context.close();
});

test('a message stays text in the mail, whatever it says', async () => {
  const { page, context, dialogs } = await person({ signed: true });
  await page.goto(`/lieux/${slugs[0]}/equipe`);
  await page.locator('main form input[type=email], main form input[name=courriel], main form input[name=adresse]').first().fill('invitee@exemple.org');
  await page.getByRole('button', { name: 'Inviter' }).click();
  const mail = await mailbox.next('invitee@exemple.org');
  assert.doesNotMatch(mail.raw.split('\r\n\r\n')[0], /[^\r]\n(?![ \t])[^:\r\n]*$/, 'no header is cut in two');
  const reader = await context.newPage();
  await reader.setContent(mail.html);
  await harmless(reader, 'the mail');
  assert.deepEqual(dialogs, []);
  await context.close();
});

test('feeds and JSON are well made', async () => {
  const { page, context } = await person();
  await page.goto('/aide');
  for (const path of ['/lieux.atom', ...slugs.slice(0, 3).map((s) => `/lieux/${s}.atom`)]) {
    const reply = await fetch(server.url + path);
    if (reply.status === 404) continue;
    const xml = await reply.text();
    assert.equal(await page.evaluate((x) => new DOMParser().parseFromString(x, 'application/xml').querySelector('parsererror')?.textContent ?? '', xml), '', path);
  }
  for (const path of ['/lieux.json', '/lieux.geojson', '/lieux.jsonld', '/api/v1/lieux', '/api/v1/changements'])
    JSON.parse(await (await fetch(server.url + path)).text());
  await context.close();
});
