// SPDX-License-Identifier: AGPL-3.0-or-later
// What every answer says to browsers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

let server, behindTls;
before(async () => {
  [server, behindTls] = await Promise.all([startServer(), startServer({ args: ['--url', 'https://exemple.org'] })]);
});
after(async () => { await server?.stop(); await behindTls?.stop(); });

const every = ['/', '/lieux?q=fablab', '/aide', '/nulle-part', '/api/v1/lieux', '/lieux.csv', '/robots.txt', '/sante'];

test('no page runs anything inline, is framed, guessed at or followed by its address', async () => {
  for (const path of every) {
    const { headers } = await fetch(server.url + path, { redirect: 'manual' });
    const csp = headers.get('content-security-policy');
    assert.match(csp, /default-src 'none'/, path);
    assert.match(csp, /frame-ancestors 'none'/, path);
    assert.doesNotMatch(csp, /unsafe|\*;|data: *\*/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('referrer-policy'), 'strict-origin-when-cross-origin', path);
    assert.equal(headers.get('set-cookie'), null, path);
  }
});

test('TLS is asked for where the site is served over it, and only there', async () => {
  assert.equal((await fetch(server.url)).headers.get('strict-transport-security'), null);
  assert.match((await fetch(behindTls.url)).headers.get('strict-transport-security'), /max-age=31536000/);
});
