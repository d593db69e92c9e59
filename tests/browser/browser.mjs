// SPDX-License-Identifier: AGPL-3.0-or-later
// Debian's Chromium on a real server. Whatever a test does, a visit is watched: a request that leaves for elsewhere, a
// cookie, an error on the console, a refusal of the content policy or a script's exception fails it.
//   const site = await openSite();                              // once a file; closeSite in after()
//   await site.visit({ width: 320 }, async (page) => { … });    // a person, with a profile of their own
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { startServer } from '../support/server.mjs';

const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

class Site {
  constructor(server, browser) {
    Object.assign(this, { server, browser, url: server.url });
  }

  // expect: what this visit may see go wrong, such as a page that does not exist; cookies: somebody signs in.
  async visit({ width = 1280, height = 800, lang = 'fr', scripts = true, expect = [], cookies = false, ...options }, walk) {
    const context = await this.browser.newContext({ baseURL: this.url, viewport: { width, height }, locale: lang,
      javaScriptEnabled: scripts, ...options });
    context.setDefaultTimeout(15000);
    const seen = [];
    const note = (what) => { if (!expect.some((e) => e.test(what))) seen.push(what); };
    context.on('request', (r) => {
      const to = new URL(r.url());
      if (to.origin !== this.url && !['data:', 'blob:', 'about:'].includes(to.protocol)) note(`request to ${r.url()}`);
    });
    context.on('requestfailed', (r) => {
      if (r.failure()?.errorText !== 'net::ERR_ABORTED') note(`failed ${r.url()}: ${r.failure()?.errorText}`);
    });
    context.on('response', (r) => {
      if (r.status() >= 400) note(`${r.status()} ${r.url()}`);
      if (!cookies && r.headers()['set-cookie']) note(`cookie set by ${r.url()}`);
    });
    context.on('console', (m) => {
      // Chromium repeats each refused address on the console: the response above says the same.
      if (['error', 'warning'].includes(m.type()) && !/Failed to load resource/.test(m.text())) note(`console: ${m.text()}`);
    });
    context.on('weberror', (e) => note(`exception: ${e.error()}`));
    try {
      const page = await context.newPage();
      await walk(page, context);
      const kept = await context.cookies();
      if (!cookies) assert.deepEqual(kept, [], 'a cookie');
      for (const c of kept) // one, for who signed in, out of reach of scripts
        assert.deepEqual([c.name, c.httpOnly, c.sameSite, c.path], ['maille', true, 'Lax', '/']);
    } finally {
      await context.close();
    }
    assert.deepEqual(seen, []);
  }
}

export async function openSite(options) {
  const server = await startServer(options);
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  return new Site(server, browser);
}

export async function closeSite(site) {
  await site?.browser.close();
  await site?.server.stop();
}

// One address of every kind of page, and the states of a page that look different. status: 200 if nothing is said.
export async function kinds(site) {
  const text = async (path) => (await fetch(site.url + path)).text();
  const first = (html, pattern) => {
    const m = pattern.exec(html);
    assert.ok(m, `nothing like ${pattern}`);
    return m[1].replaceAll('&amp;', '&');
  };
  const rich = first(await text('/lieux?q=konk+ar+lab'), /class="hit-name"><a href="([^"]+)"/);
  const plain = first(await text('/lieux?q=coworking&page=7'), /class="hit-name"><a href="([^"]+)"/);
  const actions = await text('/actions');
  const action = first(actions, /<th scope="row"><a href="(\/actions\/[^"]+)"/);
  const networks = await text('/reseaux');
  const network = first(networks, /href="(\/reseaux\/[^"]+)"/);
  const consortium = first(networks, /id="consortiums"[\s\S]*?href="(\/reseaux\/[^"]+)"/);
  return [
    { name: 'home', path: '/' },
    { name: 'results', path: '/lieux' },
    { name: 'results, understood', path: '/lieux?q=fablab+vers+Vannes' },
    { name: 'results, homonyms', path: '/lieux?q=coworking+saint-denis' },
    { name: 'results, corrected', path: '/lieux?q=recyclrie' },
    { name: 'results, filtered', path: '/lieux?q=fablab&type=fablab&region=bretagne&territoire=rural' },
    { name: 'results, none', path: '/lieux?q=zzyzx+qwrtp' },
    { name: 'results, none with filters', path: '/lieux?q=fablab&departement=48&label=manufacture-de-proximite&territoire=qpv' },
    { name: 'results, last page', path: '/lieux?page=3&par_page=100' },
    { name: 'results refused', path: '/lieux?q=fablab&pres=Xyzzy&rayon=-3&page=0', status: 400 },
    { name: 'table', path: '/lieux?vue=tableau' },
    { name: 'table, sorted and filtered', path: '/lieux?vue=tableau&region=bretagne&tri=nom' },
    { name: 'map', path: '/carte' },
    { name: 'map of a question', path: '/carte?q=fablab&pres=Bretagne' },
    { name: 'map refused', path: '/carte?pres=Xyzzy', status: 400 },
    { name: 'map in a frame', path: '/carte/integree?q=fablab' },
    { name: 'map snippet', path: '/carte/integrer?q=fablab&pres=Nantes' },
    { name: 'place, rich', path: rich },
    { name: 'place, plain', path: plain },
    { name: 'actions', path: '/actions' },
    { name: 'action', path: action },
    { name: 'action near', path: `${action}?pres=Vannes` },
    { name: 'networks', path: '/reseaux' },
    { name: 'network', path: network },
    { name: 'consortium', path: consortium },
    { name: 'data', path: '/donnees' },
    { name: 'API guide', path: '/donnees/api' },
    { name: 'help', path: '/aide' },
    { name: 'about', path: '/a-propos' },
    { name: 'legal', path: '/mentions-legales' },
    { name: 'sign in', path: '/connexion' },
    { name: 'accessibility', path: '/accessibilite' },
    { name: 'suggestions', path: '/suggestions?q=fab' },
    { name: 'not found', path: '/nulle-part', status: 404 },
    { name: 'place not found', path: '/lieux/nulle-part', status: 404 },
  ];
}

export const english = (path) => `/en${path === '/' ? '/' : path}`;

// Goes there and waits until the page's scripts have done what they do at the start: maps that will run are drawn.
export async function open(page, path) {
  const reply = await page.goto(path, { waitUntil: 'load' });
  await settle(page);
  return reply;
}

export function settle(page) {
  return page.waitForFunction(() => [...document.querySelectorAll('[data-map]')]
    .every((m) => m.classList.contains('live') || !m.checkVisibility() || m.closest('.map-pane:not([data-loaded])')));
}
