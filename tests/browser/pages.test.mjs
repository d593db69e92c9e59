// SPDX-License-Identifier: AGPL-3.0-or-later
// Every kind of page: nothing goes wrong on it, nothing leaves, it fits a phone and a double zoom, fingers can hit it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeSite, english, kinds, open, openSite } from './browser.mjs';

let site;
let all;
before(async () => { site = await openSite(); all = await kinds(site); });
after(() => closeSite(site));

// What stands out of the window and cannot be scrolled to in a box of its own.
const tooWide = () => {
  const room = document.documentElement.clientWidth;
  const out = document.scrollingElement.scrollWidth > room ? [`the page is ${document.scrollingElement.scrollWidth} wide`] : [];
  const scrolls = (e) => e && e !== document.body && e !== document.documentElement &&
    (['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || e.matches('.map, svg, .unseen, .skip') || scrolls(e.parentElement));
  for (const e of document.body.querySelectorAll('*')) {
    const r = e.getBoundingClientRect();
    if (r.width > 1 && r.right > room + 1 && e.checkVisibility({ visibilityProperty: true }) && !scrolls(e)) out.push(`${e.localName}.${e.className} ends at ${Math.round(r.right)}`);
  }
  return out.slice(0, 5);
};

// WCAG 2.2, 2.5.8: 24 by 24 CSS pixels; links inside a sentence are let off, and so is a target with enough room around.
const tooSmall = () => {
  const shown = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.disabled && !e.closest('.unseen, .skip, .leaflet-container'));
  const box = (e) => (e.matches('label input') ? e.closest('label') : e).getBoundingClientRect();
  const inSentence = (e) => {
    if (getComputedStyle(e).display !== 'inline') return false;
    const block = e.closest('p, li, dd, dt, td, th, caption, h1, h2, h3, span:not(:only-child)') ?? e.parentElement;
    return block.textContent.replace(/\s+/g, ' ').trim().length > e.textContent.replace(/\s+/g, ' ').trim().length + 3;
  };
  const far = (a, b) => {
    const x = (a.left + a.right) / 2; const y = (a.top + a.bottom) / 2;
    const dx = Math.max(b.left - x, 0, x - b.right); const dy = Math.max(b.top - y, 0, y - b.bottom);
    return Math.hypot(dx, dy) >= 12;
  };
  return shown.filter((e) => {
    const r = box(e);
    return (r.width < 23.9 || r.height < 23.9) && !inSentence(e) && !shown.every((o) => o === e || e.contains(o) || o.contains(e) || far(r, box(o)));
  }).map((e) => { const r = box(e); return `${e.localName}.${e.className} « ${e.textContent.trim().slice(0, 30)} » ${Math.round(r.width)}x${Math.round(r.height)}`; }).slice(0, 5);
};

const views = [
  { name: '320 px', width: 320, height: 640, hasTouch: true, isMobile: true },
  { name: '1280 px at 200 %', width: 640, height: 400, deviceScaleFactor: 2 },
  { name: '1280 px', width: 1280, height: 800 },
];

for (const { name: view, ...size } of views) {
  test(`${view}: every page is served as it should, fits and can be hit`, async (t) => {
    await site.visit({ ...size, expect: [/^4\d\d http/] }, async (page) => {
      for (const { name, path, status = 200 } of all) {
        await t.test(name, async () => {
          const reply = await open(page, path);
          assert.equal(reply.status(), status, path);
          assert.deepEqual(await page.evaluate(tooWide), [], `${path} is too wide`);
          assert.deepEqual(await page.evaluate(tooSmall), [], `${path} has small targets`);
          assert.equal(await page.locator('h1').count(), 1, `${path} has one h1`);
        });
      }
    });
  });
}

test('in English every page is in English, and each answers in the language of its address', async () => {
  await site.visit({ width: 1280, expect: [/^4\d\d http/] }, async (page) => {
    for (const { path, status = 200 } of all) {
      const reply = await open(page, english(path));
      assert.equal(reply.status(), status, path);
      assert.equal(await page.locator('html').getAttribute('lang'), 'en', path);
    }
  });
});

test('headers keep pages in and others out', async () => {
  for (const { path } of all) {
    const { headers } = await fetch(site.url + path);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'|default-src 'self'/, path);
    assert.doesNotMatch(policy, /unsafe|\*(?!$)(?!;)/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('set-cookie'), null, path);
    assert.equal(headers.get('referrer-policy') !== null, true, `${path}: no Referrer-Policy`);
  }
});
