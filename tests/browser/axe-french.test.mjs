// SPDX-License-Identifier: AGPL-3.0-or-later
// axe-core finds nothing on any kind of page in French.
import { after, before, test } from 'node:test';
import { each } from './axe.mjs';
import { closeSite, kinds, openSite } from './browser.mjs';

let site;
let all;
before(async () => { site = await openSite(); all = await kinds(site); });
after(() => closeSite(site));

test('every kind of page in French', (t) => each(t, site, all));
