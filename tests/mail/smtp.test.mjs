// SPDX-License-Identifier: AGPL-3.0-or-later
// Handing mail to a real mail server: TLS, signing in, refusals, lines that are cut; and the bytes that arrive.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, test } from 'node:test';

import { maille } from '../support/server.mjs';
import { startMailbox } from '../support/mailbox.mjs';

const open = [];
after(() => Promise.all(open.map((m) => m.close())));
async function mailbox(options) {
  const m = await startMailbox(options);
  open.push(m);
  return m;
}

// maille mail ADDRESS, to its end; not spawnSync, which would stop the mail server that it speaks to.
function send(env, address = 'quelqu-un@exemple.org', locale = 'fr_FR.UTF-8') {
  return new Promise((resolve) => {
    const child = spawn(maille, ['mail', '--url', 'https://exemple.org', address], {
      env: { ...process.env, LC_ALL: locale, MAILLE_SMTP: '', MAILLE_EXPEDITEUR: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (t) => { out += t; });
    child.stderr.setEncoding('utf8').on('data', (t) => { out += t; });
    child.on('exit', (status) => resolve({ status, out }));
  });
}

test('a trial mail arrives, whole and in UTF-8', async () => {
  const m = await mailbox();
  const r = await send({ ...m.env, MAILLE_EXPEDITEUR: 'Réseau des tiers-lieux du Pays d’Auray et de Belle-Île <bonjour@exemple.org>' });
  assert.equal(r.status, 0, r.out);
  const mail = await m.next('quelqu-un@exemple.org');
  assert.equal(mail.subject, 'Essai du courrier de Maille');
  assert.match(mail.from, /Réseau des tiers-lieux du Pays d’Auray et de Belle-Île.*<bonjour@exemple\.org>/);
  assert.equal(mail.envelope.from, 'bonjour@exemple.org');
  assert.match(mail.text, /^Ce courriel d’essai est bien arrivé/);
  assert.match(mail.html, /Ce courriel d’essai est bien arrivé/);
  assert.match(mail.id, /^<essai-\d+@exemple\.org>$/);
  assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
  assert.match(mail.raw, /^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000\r$/m);
  for (const line of mail.raw.split('\r\n')) {
    assert.ok(line.length <= 78, line);
    assert.match(line, /^[\x20-\x7e\t]*$/, 'ASCII on the wire');
  }
});

test('TLS from the start, and STARTTLS, with a name and a password', async () => {
  for (const tls of ['smtps', 'starttls']) {
    const m = await mailbox({ tls, user: 'maille@exemple.org', password: 'p@ss/mot:de?passe' });
    const r = await send(m.env);
    assert.equal(r.status, 0, `${tls}: ${r.out}`);
    await m.next('quelqu-un@exemple.org');
    assert.equal(m.seen[0].secure, true, tls);
    const wrong = await send({ ...m.env, MAILLE_SMTP: m.url.replace('mot', 'faux') });
    assert.equal(wrong.status, 1);
    assert.match(wrong.out, /n’en a pas voulu/);
    assert.doesNotMatch(wrong.out, /p%40ss|p@ss|faux/, 'no password in what is said');
  }
});

test('a certificate that nobody vouches for is refused', async () => {
  const m = await mailbox({ tls: 'smtps' });
  const r = await send({ MAILLE_SMTP: m.url });
  assert.equal(r.status, 1);
  assert.match(r.out, /certificate/i);
  assert.equal(m.all.length, 0);
});

test('nothing leaves in clear but to this machine itself', async () => {
  const m = await mailbox();
  const r = await send({ MAILLE_SMTP: m.url.replace('localhost', '0.0.0.0') }); // the same server, by a name that is no loopback
  assert.equal(r.status, 1, r.out);
  assert.match(r.out, /n’en a pas voulu/);
  assert.equal(m.seen.length, 0, 'not even an address');
});

test('refusals and lines that are cut are said', async () => {
  for (const [stage, answer, says] of [['to', { code: 550 }, /550/], ['data', { code: 452 }, /452/], ['from', { code: 421 }, /421/], ['data', 'drop', /./]]) {
    const m = await mailbox({ answer: (s) => (s === stage ? answer : null) });
    const r = await send(m.env);
    assert.equal(r.status, 1, `${stage} ${JSON.stringify(answer)}: ${r.out}`);
    assert.match(r.out, says);
  }
  const gone = await mailbox();
  await gone.close();
  open.splice(open.indexOf(gone), 1);
  assert.equal((await send(gone.env)).status, 1);
});

test('settings that cannot be are refused with a sentence', async () => {
  const m = await mailbox();
  for (const [env, address, says] of [
    [{ MAILLE_SMTP: '' }, 'a@exemple.org', /MAILLE_SMTP/],
    [{ MAILLE_SMTP: 'https://exemple.org' }, 'a@exemple.org', /smtps:\/\//],
    [{ ...m.env, MAILLE_EXPEDITEUR: 'personne' }, 'a@exemple.org', /MAILLE_EXPEDITEUR/],
    [{ ...m.env, MAILLE_RETOURS: 'a b' }, 'a@exemple.org', /MAILLE_RETOURS/],
    [m.env, 'a@exemple.org\r\nBcc: b@exemple.org', /adresse/],
    [m.env, 'a@exemple.org,b@exemple.org', /adresse/],
    [m.env, 'Nom <a@exemple.org>', /adresse/],
  ]) {
    const r = await send(env, address);
    assert.equal(r.status, 1, JSON.stringify([env, address, r.out]));
    assert.match(r.out, says);
  }
  assert.equal(m.seen.length, 0);
});

test('in English for who asks in English', async () => {
  const m = await mailbox();
  assert.equal((await send(m.env, 'someone@example.org', 'en_GB.UTF-8')).status, 0);
  const mail = await m.next('someone@example.org');
  assert.match(mail.text, /arrived/);
  assert.equal(mail.headers.get('content-language'), 'en');
});
