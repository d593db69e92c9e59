// SPDX-License-Identifier: AGPL-3.0-or-later
// A real mail server on a free port of this machine, and what it took, read.
//   const mailbox = await startMailbox();                    // { env, next(), all, close() }
//   const server = await startServer({ env: mailbox.env });
//   const mail = await mailbox.next('quelqu-un@exemple.org', { subject: /lien/ });
//   mail.subject, mail.text, mail.html, mail.links, mail.link(/connexion/), mail.headers.get('list-unsubscribe'), mail.raw
// Options: tls 'smtps', 'starttls' or none; user and password to be asked for; answer(stage, address): an error to refuse
// with ({ code: 451, text }), at the stages 'from', 'to', 'data', or 'drop' to cut the line.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

// A certificate for this machine, of its own authority.
function certificate() {
  const dir = mkdtempSync(join(tmpdir(), 'maille-mail-'));
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  const key = join(dir, 'key.pem');
  const cert = join(dir, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert],
  { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
}

function refusal(answer) {
  return Object.assign(new Error(answer.text ?? 'refused'), { responseCode: answer.code });
}

// What a mail reader shows of it.
async function read(raw, from, to) {
  const parsed = await simpleParser(raw, { skipTextLinks: true, skipTextToHtml: true, skipImageLinks: true });
  const links = [...new Set([...(parsed.text ?? '').matchAll(/https?:\/\/[^\s<>]+/g)].map((m) => m[0]))];
  return {
    envelope: { from, to }, subject: parsed.subject, text: parsed.text, html: parsed.html || '', headers: parsed.headers,
    from: parsed.from?.text, replyTo: parsed.replyTo?.text ?? '', id: parsed.messageId, links, raw: raw.toString('latin1'),
    link: (match) => {
      const found = links.find((l) => match.test(l));
      if (!found) throw new Error(`no link like ${match} in: ${links.join(' ')}\n${parsed.text}`);
      return found;
    },
  };
}

export async function startMailbox({ tls, user, password, answer = () => null } = {}) {
  const all = [];
  const seen = [];   // every envelope that was begun, refused ones too
  const waiting = new Set();
  const pair = tls ? certificate() : null;
  const arrived = (mail) => { all.push(mail); waiting.forEach((look) => look()); };
  const drop = (session) => { for (const c of server.connections) if (c.session === session || c.id === session.id) c._socket.destroy(); };
  const judge = (stage, address, session, done) => {
    const said = answer(stage, address);
    if (said === 'drop') return drop(session);
    return done(said ? refusal(said) : null);
  };
  const server = new SMTPServer({
    secure: tls === 'smtps', ...(pair && { key: pair.key, cert: pair.cert }),
    authOptional: !user, disabledCommands: [...(tls ? [] : ['STARTTLS']), ...(user ? [] : ['AUTH'])], allowInsecureAuth: !tls,
    disableReverseLookup: true, logger: false, size: 1 << 24,
    onAuth: (auth, session, done) => (auth.username === user && auth.password === password
      ? done(null, { user }) : done(Object.assign(new Error('wrong name or password'), { responseCode: 535 }))),
    onMailFrom: (address, session, done) => judge('from', address.address, session, done),
    onRcptTo: (address, session, done) => { seen.push({ to: address.address, secure: session.secure }); judge('to', address.address, session, done); },
    onData: (stream, session, done) => {
      const parts = [];
      stream.on('data', (part) => parts.push(part));
      stream.on('end', () => judge('data', session.envelope.rcptTo[0].address, session, (refused) => {
        if (refused) return done(refused);
        read(Buffer.concat(parts), session.envelope.mailFrom.address, session.envelope.rcptTo.map((r) => r.address)).then(arrived);
        return done();
      }));
    },
  });
  server.on('error', () => {}); // a client that hangs up is its own affair
  await new Promise((resolve, reject) => server.listen(0, '127.0.0.1', resolve).once?.('error', reject));
  const { port } = server.server.address();
  const who = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password)}@` : '';
  const url = `${tls === 'smtps' ? 'smtps' : 'smtp'}://${who}localhost:${port}`;

  // The first mail to this address that nobody took yet, or the next one that comes.
  const taken = new Set();
  const next = (to, { subject = /(?:)/, timeout = 15000 } = {}) => new Promise((resolve, reject) => {
    let timer = null;
    const look = () => {
      const mail = all.find((m) => !taken.has(m) && m.envelope.to.includes(to) && subject.test(m.subject));
      if (!mail) return;
      taken.add(mail);
      waiting.delete(look);
      clearTimeout(timer);
      resolve(mail);
    };
    timer = setTimeout(() => {
      waiting.delete(look);
      reject(new Error(`no mail to ${to} with ${subject} within ${timeout} ms; there were: ${all.map((m) => `${m.envelope.to} "${m.subject}"`).join(', ') || 'none'}`));
    }, timeout);
    waiting.add(look);
    look();
  });
  return {
    url, port, all, seen, next, certificate: pair?.file,
    env: { MAILLE_SMTP: url, MAILLE_EXPEDITEUR: 'Maille <maille@exemple.org>', ...(pair && { MAILLE_SMTP_AUTORITES: pair.file }) },
    close: () => new Promise((resolve) => { server.close(resolve); }),
  };
}
