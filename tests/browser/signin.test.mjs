// SPDX-License-Identifier: AGPL-3.0-or-later
// Coming in by a mailed link, with a password and with a passkey; one's account and one's team: with and without scripts,
// on a phone, and clean for axe.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startMailbox } from '../support/mailbox.mjs';
import { account } from '../support/visitor.mjs';
import { everywhere } from './axe.mjs';
import { closeSite, openSite } from './browser.mjs';

let site, mailbox;
before(async () => {
  mailbox = await startMailbox();
  site = await openSite({ env: mailbox.env });
  site.url = site.url.replace('127.0.0.1', 'localhost'); // passkeys want a name, even if it is this one
});
after(async () => { await closeSite(site); await mailbox?.close(); });

const here = (link) => site.url + new URL(link).pathname;
const byHost = (address, ...options) => here(account(site.server, 'add', ...options, address).lien);
const fits = async (page) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page.url()} is wider than the screen`);

for (const [scripts, width] of [[true, 1280], [false, 320]]) {
  const how = scripts ? 'with scripts' : 'without scripts, on a phone';

  test(`a mailed link, ${how}`, async () => {
    const address = `lien-${width}@exemple.org`;
    await site.visit({ scripts, width, cookies: true }, async (page, context) => {
      await page.goto('/reseaux');
      assert.deepEqual(await context.cookies(), [], 'no cookie before sign-in');
      await page.getByRole('link', { name: 'Se connecter' }).click();
      await page.getByLabel('Votre adresse de courriel').first().fill(address);
      await fits(page);
      await page.getByRole('button', { name: 'Recevoir un lien' }).click();
      await page.getByText('Un lien vient de partir').waitFor();
      assert.deepEqual(await context.cookies(), []);
      await page.goto(here((await mailbox.next(address)).link(/connexion/)));
      await fits(page);
      await page.getByRole('button', { name: 'Entrer' }).click();
      assert.equal(new URL(page.url()).pathname, '/reseaux'); // where they were going
      await page.getByRole('link', { name: 'Mon compte' }).click();
      await page.getByLabel('Comment vous appeler').fill('Ada');
      await page.getByLabel('mon nom et mon rôle').check();
      await page.getByRole('button', { name: 'Enregistrer' }).click();
      await page.getByText('C’est noté.').waitFor();
      assert.equal(await page.getByLabel('Comment vous appeler').inputValue(), 'Ada');
      await fits(page);
      await page.getByRole('button', { name: 'Me déconnecter' }).click();
      await page.getByText('Vous êtes déconnecté·e').waitFor();
      assert.deepEqual(await context.cookies(), []);
    });
  });

  test(`a password, ${how}`, async () => {
    const address = `passe-${width}@exemple.org`;
    await site.visit({ scripts, width, cookies: true, expect: [/^422 /] }, async (page) => {
      await page.goto(byHost(address));
      await page.getByRole('button', { name: 'Entrer' }).click();
      await page.getByText('Bienvenue').or(page.getByRole('heading', { name: 'Mon compte' })).first().waitFor();
      await page.getByLabel('Nouveau mot de passe').fill('motdepasse2024');
      await page.getByLabel('Nouveau mot de passe').press('Enter');
      await page.getByText('l’un des premiers que l’on essaierait').waitFor();
      await page.getByLabel('Nouveau mot de passe').fill('trois chaises bleues');
      await page.getByLabel('Nouveau mot de passe').press('Enter');
      await page.getByText('Votre mot de passe est changé').waitFor();
      await page.getByRole('button', { name: 'Me déconnecter' }).click();
      const form = page.locator('form[action$="/mot-de-passe"]');
      await form.getByLabel('Votre adresse de courriel').fill(address);
      await form.getByLabel('Mot de passe').fill('trois chaises vertes');
      await form.getByRole('button', { name: 'Me connecter' }).click();
      await page.getByText('ne vont pas ensemble').waitFor();
      assert.equal(await form.getByLabel('Votre adresse de courriel').inputValue(), address);
      await form.getByLabel('Mot de passe').fill('trois chaises bleues');
      await form.getByRole('button', { name: 'Me connecter' }).click();
      await page.getByRole('heading', { name: 'Mon compte' }).waitFor();
    });
  });
}

test('a passkey: made, used, removed', async () => {
  await site.visit({ cookies: true }, async (page, context) => {
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal',
      hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    await page.goto(byHost('cle@exemple.org'));
    await page.getByRole('button', { name: 'Entrer' }).click();
    await page.getByLabel('Un nom pour la reconnaître').fill('Mon téléphone');
    await page.getByRole('button', { name: 'Ajouter une clé d’accès' }).click();
    await page.getByText('Votre clé d’accès est prête.').waitFor();
    for (let i = 0; i < 2; i++) { // the count of signatures goes up
      await page.getByRole('button', { name: 'Me déconnecter' }).click();
      await page.goto('/connexion?vers=/carte');
      await page.getByRole('button', { name: 'Utiliser une clé d’accès' }).click();
      await page.waitForURL((to) => to.pathname === '/carte');
      await page.goto('/compte');
    }
    assert.equal((await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials[0].signCount, 3);
    await page.getByRole('button', { name: 'Retirer la clé d’accès Mon téléphone' }).click();
    await page.getByText('La clé d’accès est retirée.').waitFor();
  });
  await site.visit({ cookies: true, expect: [/^422 /] }, async (page, context) => { // a key that no account has
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
      hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    await page.goto('/connexion');
    await page.getByRole('button', { name: 'Utiliser une clé d’accès' }).click();
    await page.getByText('La clé d’accès n’a pas répondu').or(page.getByText('n’ouvre aucun compte ici')).first().waitFor();
  });
});

test('a team and its administrators, without scripts, on a phone', async () => {
  await site.visit({ scripts: false, width: 320, cookies: true }, async (page) => {
    await page.goto(byHost('admin@exemple.org', '--admin'));
    await page.getByRole('button', { name: 'Entrer' }).click();
    await page.getByRole('link', { name: 'Administrer les personnes' }).click();
    await page.getByLabel('Son adresse de courriel').fill('anime@exemple.org');
    await page.getByLabel('Ce qui lui est confié').selectOption({ label: '56 – Morbihan' });
    await page.getByRole('button', { name: 'Confier' }).click();
    await page.getByText('C’est fait. Nous le lui avons écrit.').waitFor();
    await page.getByText('Anime Morbihan (56)').waitFor();
    await fits(page);
    const slug = /lieux\/([^"]+)/.exec(await (await fetch(`${site.url}/lieux?departement=56`)).text().then((t) => /class="hit-name"><a href="\/(lieux\/[^"]+)"/.exec(t)[1]))[1];
    await page.goto(`/lieux/${slug}/equipe`);
    await page.getByText('Personne du lieu n’est encore là').waitFor();
    await page.getByLabel('Son adresse de courriel').fill('equipe@exemple.org');
    await page.getByRole('button', { name: 'Inviter' }).click();
    await page.getByText('L’invitation vient de partir.').waitFor();
    await page.getByRole('heading', { name: 'Invitations sans réponse' }).waitFor();
    await fits(page);
  });
  await site.visit({ scripts: false, width: 320, cookies: true }, async (page) => {
    await page.goto(here((await mailbox.next('equipe@exemple.org')).link(/invitation/)));
    await page.getByRole('button', { name: 'Entrer dans l’équipe' }).click();
    await page.getByText('Bienvenue dans l’équipe !').waitFor();
    await page.getByText('Vous êtes seul·e dans l’équipe').waitFor();
    const sure = page.getByRole('button', { name: 'Oui, je pars' });
    assert.equal(await sure.isVisible(), false);
    await page.locator('summary', { hasText: 'Quitter l’équipe' }).click();
    await page.getByText('Pour revenir, il faudra').waitFor();
    await sure.click();
    await page.getByText('Vous n’êtes plus dans cette équipe.').waitFor();
  });
});

test('axe finds nothing on these pages', async (t) => {
  const link = byHost('axe@exemple.org');
  await site.visit({ cookies: true, expect: [/^404 /] }, async (page) => {
    const look = (path) => t.test(path.replace(/[\w-]{43}/, '{secret}'), async () => {
      await page.goto(path);
      await everywhere(page, path, { widths: [1280, 320] });
      await page.setViewportSize({ width: 320, height: 800 });
      await fits(page);
    });
    for (const path of ['/connexion?vers=/compte', '/connexion?fait=envoye', new URL(link).pathname, `/connexion/${'A'.repeat(43)}`, '/deconnexion'])
      await look(path);
    await page.goto(byHost('admin@exemple.org', '--admin'));
    await page.getByRole('button', { name: 'Entrer' }).click();
    const { lieux: [place] } = await (await fetch(`${site.url}/api/v1/lieux?departement=56`)).json();
    for (const path of ['/compte', `/lieux/${place.slug}/equipe`, '/administration/personnes', '/en/compte']) await look(path);
  });
});
