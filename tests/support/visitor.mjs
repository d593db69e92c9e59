// SPDX-License-Identifier: AGPL-3.0-or-later
// Somebody with a browser of a few lines: keeps cookies, sends forms as pages offer them, never follows by itself.
//   const who = visitor(server);
//   const page = await who.get('/connexion');          // { status, text, location, headers }
//   await who.post('/connexion', { courriel: '…' });   // with the token of the page seen last
//   await who.signIn('quelqu-un@exemple.org');         // by a link from the host's command line
import { spawnSync } from 'node:child_process';
import { maille } from './server.mjs';

export function account(server, ...words) {
  const where = server.data ? ['--data', server.data] : ['--db', server.db];
  const r = spawnSync(maille, ['account', ...words, '--json', '--url', server.url, ...where], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(r.stderr);
  return JSON.parse(r.stdout);
}

export function visitor(server, headers = {}) {
  const jar = new Map();
  let token = '';
  async function ask(method, path, form) {
    const url = path.startsWith('http') ? path : server.url + path;
    const reply = await fetch(url, {
      method, redirect: 'manual', body: form instanceof FormData ? form : form && new URLSearchParams(form),
      headers: { ...headers, ...(jar.size && { Cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') }) },
    });
    const cookies = reply.headers.getSetCookie();
    for (const c of cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(c);
      if (/Max-Age=0/.test(c)) jar.delete(name);
      else jar.set(name, value);
    }
    const text = await reply.text();
    token = /name="jeton" value="([^"]+)"/.exec(text)?.[1] ?? token;
    return { status: reply.status, text, cookies, headers: reply.headers, location: reply.headers.get('location') };
  }
  const me = {
    jar,
    get: (path) => ask('GET', path),
    post: async (path, form = {}, { fresh = true } = {}) => {
      if (fresh || !token) await ask('GET', '/deconnexion'); // any page with a form
      return ask('POST', path, { jeton: token, ...form });
    },
    raw: (path, form) => ask('POST', path, form),
    token: () => token,
    multipart: (path, data) => ask('POST', path, data),
    // Opens a mailed link as a person does: the page, then its button.
    open: async (link) => {
      const path = new URL(link, server.url).pathname;
      const page = await ask('GET', path);
      return page.status === 200 ? ask('POST', path, { jeton: token }) : page;
    },
    signIn: async (address, { admin = false } = {}) => me.open(account(server, 'add', ...(admin ? ['--admin'] : []), address).lien),
  };
  return me;
}
