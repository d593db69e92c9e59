// SPDX-License-Identifier: AGPL-3.0-or-later
// What the journeys of a person share: a network of their own on each engine, walked with scripts on one and without on the
// other; coming in; what must hold of every page on the way. What was started ends with the file.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after } from 'node:test';
import { HtmlValidate } from 'html-validate';

import { createDatabase } from '../pg.mjs';
import { startMailbox } from '../support/mailbox.mjs';
import { run, temporaryDirectory } from '../support/server.mjs';
import { everywhere } from './axe.mjs';
import { closeSite, openSite } from './browser.mjs';

const ends = [];
after(async () => { for (const end of ends.reverse()) await end(); });

// The starter network: { data } or { db }, as startServer and sql take it.
export const engines = {
  sqlite: () => { const data = join(temporaryDirectory(), 'var'); run('starter', '--data', data); return { data }; },
  postgresql: () => {
    const database = createDatabase();
    ends.push(() => database.drop());
    run('starter', '--db', database.url);
    return { db: database.url };
  },
};

export async function siteOn(options) {
  const site = await openSite(options);
  ends.push(() => closeSite(site));
  return site;
}

export async function mailboxFor() {
  const mailbox = await startMailbox();
  ends.push(() => mailbox.close());
  return mailbox;
}

export const path = (link) => new URL(link).pathname;

// A visit becomes that of the person whose cookie this is (signedIn of support/session.mjs).
export function enter(context, site, cookie) {
  const [name, value] = cookie.split('=');
  return context.addCookies([{ name, value, url: site.url, httpOnly: true, sameSite: 'Lax' }]);
}

// Without scripts Playwright cannot wait for a scroll to end: the keyboard does not need one.
export const push = (locator, scripts) => (scripts ? locator.click() : locator.press('Enter'));

const validate = new HtmlValidate({ extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
  rules: { 'require-sri': 'off', 'tel-non-breaking': 'off', 'aria-label-misuse': ['error', { allowAnyNamable: true }] } });

// The page as it was sent is valid HTML and no wider than the phone; axe finds nothing on it (with scripts, which axe is one of).
export async function sound(page, what, scripts) {
  const was = page.viewportSize();
  const sent = await (await page.request.get(page.url())).text();
  const report = await validate.validateString(sent, what);
  assert.deepEqual(report.results.flatMap((r) => r.messages.map((m) => `${m.line}: ${m.ruleId}: ${m.message}`)), [], what);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth).catch(() => 0);
  assert.ok(wide <= 0, `${what}: ${wide} px too wide`);
  if (scripts) await everywhere(page, what, { widths: [1280, 320] });
  await page.setViewportSize(was);
}
