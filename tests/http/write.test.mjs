// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing through the API: a token made on its page, what it may do, and nothing overwritten unseen; on both engines.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createDatabase } from '../pg.mjs';
import { sql } from '../support/database.mjs';
import { run, startServer, temporaryDirectory } from '../support/server.mjs';
import { signedIn } from '../support/session.mjs';

const ends = [];
after(async () => { for (const end of ends.reverse()) await end(); });
const engines = {
  sqlite: () => ({ data: join(temporaryDirectory(), 'var') }),
  postgresql: () => {
    const database = createDatabase();
    ends.push(() => database.drop());
    return { db: database.url };
  },
};

for (const [name, make] of Object.entries(engines)) {
  test(`${name}: a program reads, replaces, confirms, and is refused what is not its own`, async () => {
    const where = make();
    run('starter', ...(where.db ? ['--db', where.db] : ['--data', where.data]));
    const cookie = signedIn(where, { id: 7, address: 'bo@exemple.org', name: 'Bo' });
    sql(where, "INSERT INTO mandate (id, person, place, given_at) SELECT 1, 7, id, '2026-01-01T00:00:00Z' FROM place WHERE slug = 'konk-ar-lab'");
    const { url, stop } = await startServer(where);
    ends.push(stop);
    const page = async (fields) => {
      const form = await (await fetch(`${url}/compte/jetons`, { headers: { Cookie: cookie } })).text();
      const jeton = /name="jeton" value="([^"]+)"/.exec(form)[1];
      return (await fetch(`${url}/compte/jetons`, { method: 'POST', redirect: 'manual', headers: { Cookie: cookie, Origin: url },
        body: new URLSearchParams({ jeton, ...fields }) })).text();
    };
    const token = async (fields) => /id="secret" value="([^"]+)"/.exec(await page(fields))?.[1];
    const secret = await token({ nom: 'Notre agenda', modifier: 'oui', confirmer: 'oui' });
    assert.ok(secret);
    assert.equal(await token({ nom: 'Rien' }), undefined, 'one that may do nothing is not made');
    const place = `${url}/api/v1/lieux/konk-ar-lab`;
    const send = (method, to, body, headers = {}, key = secret) => fetch(to, { method,
      headers: { 'Content-Type': 'application/json', ...(key ? { Authorization: `Bearer ${key}` } : {}), ...headers }, body: body && JSON.stringify(body) });
    const mark = async () => (await fetch(place)).headers.get('etag');

    assert.equal((await send('PUT', place, { champs: {} }, {}, null)).status, 401);
    assert.equal((await send('PUT', place, { champs: {} }, { Cookie: cookie }, null)).status, 401, 'a cookie opens nothing here');
    assert.equal((await send('PUT', `${url}/api/v1/lieux/la-machinerie`, { champs: { nom: 'x' } })).status, 404, 'another place is not theirs');
    assert.equal((await send('PUT', place, { champs: { telephone: '0298970000' } })).status, 428);
    const before = await mark();
    assert.equal((await send('PUT', place, { champs: { telephone: '12' } }, { 'If-Match': before })).status, 422);
    const r = await send('PUT', place, { champs: { telephone: '0298970000', typologie: ['fablab', 'culturel'], courriels: 'nous@exemple.fr' },
      actions: [] }, { 'If-Match': before });
    assert.equal(r.status, 200, await r.clone().text());
    assert.ok((await r.json()).changement > 0);
    const now = await (await fetch(place)).json();
    assert.equal(now.champs.telephone, '02 98 97 00 00');
    assert.deepEqual(now.champs.typologie, ['fablab', 'culturel']);
    assert.ok(!JSON.stringify(now).includes('nous@exemple.fr'), 'the address of the team is never published');
    assert.equal((await send('PUT', place, { champs: { telephone: null } }, { 'If-Match': before })).status, 412, 'it has changed since');
    assert.equal((await send('PUT', place, 'rien', { 'If-Match': await mark() })).status, 400);
    assert.equal((await send('POST', `${place}/confirmation`)).status, 200);
    assert.equal((await send('POST', `${url}/api/v1/lieux`, { champs: { nom: 'X', commune: 'Quimper' } })).status, 403, 'the token was not made for it');

    const id = /name="numero" value="([0-9a-f]+)"/.exec(await (await fetch(`${url}/compte/jetons`, { headers: { Cookie: cookie } })).text())[1];
    await page({ geste: 'retirer', numero: id });
    assert.equal((await send('POST', `${place}/confirmation`)).status, 401, 'taken back');

    const described = await (await fetch(`${url}/api/v1/openapi.json`)).json();
    assert.deepEqual(Object.keys(described.paths['/api/v1/lieux/{slug}']).sort(), ['get', 'put']);
    assert.ok(described.paths['/api/v1/lieux'].post.requestBody);
  });
}
