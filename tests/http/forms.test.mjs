// SPDX-License-Identifier: AGPL-3.0-or-later
// Which requests that change something are taken: those of our own forms, from here.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

let server;
before(async () => { server = await startServer(); });
after(() => server?.stop());

async function formOf(path) {
  const html = await (await fetch(server.url + path)).text();
  const m = /name="jeton" value="([0-9a-f-]+)"/.exec(html);
  assert.ok(m, `a token on ${path}`);
  return m[1];
}
const post = (path, fields, headers = {}) => fetch(server.url + path, { method: 'POST', redirect: 'manual',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: new URLSearchParams(fields) });

test('a form without our token is not taken, and what was typed is kept', async () => {
  const token = await formOf('/connexion');
  for (const jeton of [undefined, '', 'x', token.replace(/.$/, (c) => (c === '0' ? '1' : '0')), `0-${token.split('-')[1]}`,
    `f${token}`, token.toUpperCase() === token ? 'a-b' : token.toUpperCase()]) {
    const reply = await post('/connexion', { adresse: 'quelqu’un@exemple.org', passe: 'un-secret-tapé', ...(jeton === undefined ? {} : { jeton }) });
    assert.equal(reply.status, 403, String(jeton));
    const html = await reply.text();
    assert.match(html, /value="quelqu’un@exemple\.org"/);
    assert.doesNotMatch(html, /un-secret-tapé/);
    assert.match(html, /name="jeton" value="[0-9a-f]+-[0-9a-f]+"/);
  }
});

test('a form sent from another site is not taken, nor offered again', async () => {
  const jeton = await formOf('/connexion');
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://ailleurs.exemple' },
    { origin: 'null' }]) {
    const reply = await post('/connexion', { jeton, adresse: 'a@exemple.org' }, headers);
    assert.equal(reply.status, 403, JSON.stringify(headers));
    assert.doesNotMatch(await reply.text(), /a@exemple\.org/);
  }
});
