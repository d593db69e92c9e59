// SPDX-License-Identifier: AGPL-3.0-or-later
// The outbox on both engines: what waits is sent, tried again, given up; what a dead node had taken is sent by another;
// two nodes send nothing twice; without a mail server mails are files.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { createDatabase } from '../pg.mjs';
import { sql } from '../support/database.mjs';
import { startMailbox } from '../support/mailbox.mjs';
import { run, startServer, temporaryDirectory } from '../support/server.mjs';

const ends = [];
after(async () => { for (const end of ends.reverse()) await end(); });

const engines = {
  sqlite: () => { const data = join(temporaryDirectory(), 'var'); run('starter', '--data', data); return { data }; },
  postgresql: () => {
    const database = createDatabase();
    ends.push(() => database.drop());
    run('starter', '--db', database.url);
    return { db: database.url };
  },
};
let count = 0;

// A mail as a writer puts it; state after a crash can be told too.
function put(where, to, { due = '2026-01-01T00:00:00Z', tries = 0, text = 'Ceci est un essai.', subject = 'Essai' } = {}) {
  const letter = JSON.stringify({ blocs: [{ genre: 'texte', texte: text }, { genre: 'bouton', texte: 'Voir', lien: '/lieux' }], pourquoi: 'Un essai.', arret: '/arret/x' });
  count += 1;
  sql(where, `INSERT INTO outbox (id, message_id, kind, recipient, subject, letter, lang, state, made_at, due_at, tries) VALUES
    ((SELECT coalesce(max(id), 0) + 1 FROM outbox), 'm${count}', 'essai', '${to}', '${subject.replaceAll("'", "''")}', '${letter.replaceAll("'", "''")}', 'fr',
    'attente', '2026-01-01T00:00:00Z', '${due}', ${tries})`);
}

const state = (where, to) => sql(where, `SELECT state, tries, coalesce(code, 0), CASE WHEN letter IS NULL THEN 'oubliee' ELSE 'gardee' END FROM outbox WHERE recipient = '${to}'`)[0];

async function until(what, seconds = 15) {
  for (let i = 0; i < seconds * 10; i++) {
    if (await what()) return;
    await pause(100);
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

for (const [name, make] of Object.entries(engines)) {
  test(`${name}: sent, tried again, given up`, async () => {
    const where = make();
    let busy = true;
    const mailbox = await startMailbox({ answer: (stage, to) => (stage !== 'to' ? null
      : to.startsWith('absent') ? { code: 550, text: 'no such user' } : to.startsWith('plus-tard') && busy ? { code: 451 } : null) });
    ends.push(() => mailbox.close());
    put(where, 'ok@exemple.org', { subject: 'Élan & « été »', text: 'Un <b>gras</b> & l’été.' });
    for (const [id, address, admin] of [[1, 'absent@exemple.org', 0], [2, 'ok@exemple.org', 0], [3, 'hote@exemple.org', 1]])
      sql(where, `INSERT INTO person (id, address, shown, lang, admin, trusted, made_at, bounced_at) VALUES (${id}, '${address}', 'nom', 'fr', ${admin}, 0, '2026-01-01T00:00:00Z', ${id === 2 ? "'2026-01-01T00:00:00Z'" : 'NULL'})`);
    put(where, 'absent@exemple.org');
    put(where, 'plus-tard@exemple.org');
    put(where, 'pas-encore@exemple.org', { due: '2099-01-01T00:00:00Z' });
    put(where, 'plus-tard-dernier@exemple.org', { tries: 7 });
    let server = await startServer({ ...where, env: mailbox.env, args: ['--url', 'https://exemple.org'] });
    const mail = await mailbox.next('ok@exemple.org');
    assert.equal(mail.subject, 'Élan & « été »');
    assert.equal(mail.link(/lieux/), 'https://exemple.org/lieux');
    assert.match(mail.html, /Un &lt;b&gt;gras&lt;\/b&gt; &amp; l’été\./);
    assert.match(mail.raw, /^List-Unsubscribe: <https:\/\/exemple\.org\/arret\/x>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    await until(() => mailbox.seen.length === 4);
    await pause(300);
    assert.equal((await server.stop()).code, 0);
    assert.deepEqual(state(where, 'ok@exemple.org'), ['envoye', '1', '250', 'oubliee']);
    assert.deepEqual(state(where, 'absent@exemple.org'), ['echoue', '1', '550', 'oubliee']);
    assert.deepEqual(state(where, 'plus-tard@exemple.org'), ['attente', '1', '451', 'gardee']);
    assert.deepEqual(state(where, 'pas-encore@exemple.org'), ['attente', '0', '0', 'gardee']);
    assert.deepEqual(state(where, 'plus-tard-dernier@exemple.org'), ['echoue', '8', '451', 'oubliee']);
    const out = sql(where, 'SELECT id FROM person WHERE bounced_at IS NOT NULL');
    assert.deepEqual(out, [['1']], 'an address that does not exist is known, one that answers again too');
    const [[due]] = sql(where, "SELECT due_at FROM outbox WHERE recipient = 'plus-tard@exemple.org'");
    const wait = (new Date(due) - Date.now()) / 1000;
    assert.ok(wait > 45 && wait <= 60, `the second try comes a minute later: ${wait} s`);
    assert.doesNotMatch(server.said(), /plus-tard|absent@/, 'no address in the log');
    busy = false;
    run('daily', ...(where.db ? ['--db', where.db] : ['--data', where.data]), 'courriels');
    run('daily', '--again', ...(where.db ? ['--db', where.db] : ['--data', where.data]), 'courriels');
    sql(where, "UPDATE outbox SET due_at = '2026-01-01T00:00:00Z' WHERE recipient = 'plus-tard@exemple.org'");
    server = await startServer({ ...where, env: mailbox.env });
    await mailbox.next('plus-tard@exemple.org');
    const alert = await mailbox.next('hote@exemple.org');
    assert.equal(alert.subject, '2 courriels n’ont pas pu partir');
    assert.match(alert.text, /^Depuis hier, 2 courriels/);
    await pause(300);
    const said = (await server.stop(), server.said());
    assert.match(said, /2 courriels n’ont pas pu partir|2 mails could not leave/, 'the host is told at start');
    assert.deepEqual(state(where, 'plus-tard@exemple.org'), ['envoye', '2', '250', 'oubliee']);
    assert.equal(mailbox.all.length, 3, 'told once');
  });
}

// As Postfix writes it, around what it returns.
const bounce = ({ action = 'failed', status = '5.1.1' } = {}) => `From: MAILER-DAEMON@exemple.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Message-Id: <20261122001122.1A2B3C@mx.exemple.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.net
Final-Recipient: rfc822; parti@exemple.org
Action: ${action}
Status: ${status}

--x
Content-Type: text/rfc822-headers

From: Maille <maille@exemple.org>
Message-ID:
 <0123456789abcdef0123456789abcdef@exemple.org>
--x--
`.replaceAll('\n', '\r\n');

for (const [name, make] of Object.entries(engines)) {
  test(`${name}: a mail that comes back tells which address answers no more`, async () => {
    const where = make();
    const at = where.db ? ['--db', where.db] : ['--data', where.data];
    const mailbox = await startMailbox();
    ends.push(() => mailbox.close());
    sql(where, "INSERT INTO person (id, address, shown, lang, admin, trusted, made_at) VALUES (1, 'parti@exemple.org', 'nom', 'fr', 0, 0, '2026-01-01T00:00:00Z')");
    put(where, 'parti@exemple.org');
    const server = await startServer({ ...where, env: mailbox.env });
    await mailbox.next('parti@exemple.org');
    await pause(500);
    const said = (text) => { const file = join(temporaryDirectory(), 'retour.eml'); writeFileSync(file, text); return run('bounce', file, ...at); };
    for (const other of [bounce({ action: 'delayed' }), bounce({ status: '4.2.2' }), 'bonjour'])
      assert.match(said(other), /^0 adresse/);
    assert.match(said(bounce()), /^1 adresse notée/, 'while the server runs');
    await server.stop();
    assert.deepEqual(sql(where, 'SELECT id FROM person WHERE bounced_at IS NOT NULL'), [['1']]);
  });
}

test('postgresql: two nodes send each mail once', async () => {
  const where = engines.postgresql();
  const mailbox = await startMailbox();
  ends.push(() => mailbox.close());
  for (let i = 0; i < 30; i++) put(where, `n${i}@exemple.org`);
  const nodes = await Promise.all([startServer({ ...where, env: mailbox.env }), startServer({ ...where, env: mailbox.env })]);
  await until(() => mailbox.all.length >= 30, 30);
  await pause(500);
  await Promise.all(nodes.map((n) => n.stop()));
  assert.equal(mailbox.all.length, 30);
  assert.equal(new Set(mailbox.all.map((m) => m.id)).size, 30);
  assert.deepEqual(sql(where, "SELECT count(*) FROM outbox WHERE state = 'envoye'"), [['30']]);
});

test('without a mail server, mails are files and the host is told', async () => {
  const where = engines.sqlite();
  put(where, 'quelqu-un@exemple.org');
  const server = await startServer({ ...where, env: { MAILLE_SMTP: '' } });
  const dir = join(where.data, 'courriels');
  await until(() => { try { return readdirSync(dir).some((f) => f.endsWith('.eml')); } catch { return false; } });
  await until(() => /MAILLE_SMTP/.test(server.said()));
  await server.stop();
  const [file] = readdirSync(dir);
  assert.match(readFileSync(join(dir, file), 'utf8'), /^To: <quelqu-un@exemple\.org>\r$/m);
  assert.deepEqual(state(where, 'quelqu-un@exemple.org').slice(0, 1), ['envoye']);
});
