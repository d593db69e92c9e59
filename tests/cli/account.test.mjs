// SPDX-License-Identifier: AGPL-3.0-or-later
// maille account: the first administrator, a link for whoever is locked out, with and without a server at work.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import { maille, run, startServer, temporaryDirectory } from '../support/server.mjs';

const say = (...args) => spawnSync(maille, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'fr_FR.UTF-8' } });

test('the first administrator, before any server ran', async () => {
  const data = join(temporaryDirectory(), 'var');
  run('starter', '--data', data);
  assert.match(say('account', 'list', '--data', data).stdout, /Personne n’a encore de compte/);
  const made = say('account', 'add', '--admin', '--url', 'https://exemple.org/', '--data', data, 'Ada@Exemple.ORG');
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /Le compte de ada@exemple\.org est créé\./);
  const link = /https:\/\/exemple\.org(\/connexion\/[\w-]{43})\n/.exec(made.stdout)[1];
  assert.match(say('account', 'list', '--data', data).stdout, /^ada@exemple\.org \(administre\)$/m);

  const server = await startServer({ data });
  assert.equal((await fetch(server.url + link)).status, 200);
  // The server writes, and sees it.
  const again = JSON.parse(run('account', 'link', '--json', '--data', data, '--url', server.url, 'ada@exemple.org'));
  assert.equal(again.nouveau, false);
  assert.equal((await fetch(again.lien)).status, 200);
  const second = JSON.parse(run('account', 'add', '--json', '--data', data, '--url', server.url, 'bob@exemple.org'));
  assert.equal(second.nouveau, true);
  assert.deepEqual(JSON.parse(run('account', 'list', '--json', '--data', data)).map((p) => [p.adresse, p.administre]),
    [['ada@exemple.org', true], ['bob@exemple.org', false]]);
  await server.stop();
});

test('what it cannot do, it says', () => {
  const data = join(temporaryDirectory(), 'var');
  run('starter', '--data', data);
  for (const [args, status, says] of [
    [['account'], 2, /account/],
    [['account', 'add'], 2, /il faut une adresse/],
    [['account', 'add', 'pas-une-adresse'], 2, /n’est pas une adresse/],
    [['account', 'remove', 'a@exemple.org'], 2, /ni add, ni link, ni list/],
    [['account', 'link', 'personne@exemple.org'], 1, /account add/],
  ]) {
    const r = say(...args, '--data', data);
    assert.equal(r.status, status, r.stderr);
    assert.match(r.stderr, says);
    assert.equal(r.stdout, '');
  }
});
