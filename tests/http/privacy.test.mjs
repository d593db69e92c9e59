// SPDX-License-Identifier: AGPL-3.0-or-later
// What people do leaves no trace of them in the server's log, whatever goes wrong.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from '../support/database.mjs';
import { run, startServer, temporaryDirectory } from '../support/server.mjs';

let server;
before(async () => {
  const data = join(temporaryDirectory(), 'var');
  run('starter', '--data', data);
  sql({ data }, "UPDATE place SET email = 'equipe@exemple.org' WHERE slug = 'lab01'");
  server = await startServer({ data });
});
after(() => server.stop());

const send = (path, options = {}) => fetch(server.url + path, { redirect: 'manual', ...options });
const form = (path, fields, headers = {}) => send(path, { method: 'POST', body: new URLSearchParams(fields), headers });

test('the log holds no address, no question and no secret', async () => {
  const started = server.said().length;
  const secret = 'S'.repeat(43);
  await send('/lieux?q=quelquechosedetresprive&pres=moi%40exemple.org');
  await send('/lieux?q=%FF%FE&pres=moi%40exemple.org');
  await send('/compte/mes-donnees.json', { headers: { Cookie: `maille=${secret}` } });
  await send(`/messages/${secret}`);
  await send('/images/moi%40exemple.org/320');
  await send('/moi@exemple.org/quelquechosedetresprive');
  await form('/compte/partir', { oui: 'moi@exemple.org' });
  await form('/compte/partir', { oui: 'oui', jeton: secret }, { Cookie: `maille=${secret}`, Origin: 'https://moi@exemple.org' });
  await form('/lieux/lab01/ecrire', { courriel: 'moi@exemple.org', message: 'quelquechosedetresprive' });
  await form('/lieux/lab01/photos', { geste: 'retirer', photo: 'moi@exemple.org' });
  const page = await (await send('/lieux/lab01/ecrire')).text();
  const token = /name="jeton" value="([^"]+)"/.exec(page)?.[1];
  assert.ok(token, 'the form has its token');
  await form('/lieux/lab01/ecrire', { jeton: token, nom: 'Quelqu’un', courriel: 'moi@exemple.org', message: 'quelquechosedetresprive' });
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  const said = server.said().slice(started);
  assert.doesNotMatch(said, /exemple\.org|quelquechosedetresprive|SSSSS|127\.0\.0\.1:\d+ /, said);
});

test('no page sets a cookie before anybody signs in', async () => {
  for (const path of ['/', '/lieux', '/lieux/lab01', '/vie-privee', '/compte/mes-donnees', '/lieux/lab01/photos', '/inconnu'])
    assert.equal((await send(path)).headers.get('set-cookie'), null, path);
});
