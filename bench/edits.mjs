// SPDX-License-Identifier: AGPL-3.0-or-later
// People saving: how long a save takes when a hundred do at once, what searches meanwhile notice, how soon an edit is
// found, and whether what was acknowledged is there after kill -9.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from '../tests/pg.mjs'
import { number } from './tools.mjs'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const quantile = (list, q) => list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))]

async function start(where, children) {
	const child = spawn('build/bench/saver', [where], { stdio: ['ignore', 'pipe', 'ignore'] })
	children.add(child)
	const gone = new Promise((resolve) => child.once('exit', () => { children.delete(child); resolve() }))
	const [pages, saves] = await new Promise((resolve, reject) => {
		child.stdout.setEncoding('utf8').once('data', (text) => resolve(text.trim().split(' ').map(Number)))
		gone.then(() => reject(new Error('the server stopped')))
	})
	return { pages: `http://127.0.0.1:${pages}`, saves: `http://127.0.0.1:${saves}`, end: (signal) => { child.kill(signal); return gone } }
}

const slugsOf = async (server, n) => {
	const list = await (await fetch(`${server.pages}/api/v1/lieux?par_page=100`)).json()
	return list.lieux.slice(0, n).map((l) => l.slug)
}

const save = async (server, slug, text) => (await fetch(`${server.saves}/lieux/${slug}`, {
	method: 'POST', body: new URLSearchParams({ texte: text }) })).ok

// wrk prints, with this at the end of its script, the quantiles and the number of answers.
const done = `
done = function(summary, latency, requests)
	io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, latency:percentile(50), latency:percentile(99),
		latency.max, summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.write))
end
`
function wrk(dir, name, url, people, seconds, script) {
	const file = join(dir, `${name}.lua`)
	writeFileSync(file, script + done)
	return new Promise((resolve, reject) => {
		const child = spawn('wrk', ['-t1', `-c${people}`, `-d${seconds}s`, '-s', file, url], { stdio: ['ignore', 'pipe', 'inherit'] })
		let out = ''
		child.stdout.setEncoding('utf8').on('data', (t) => { out += t })
		child.once('exit', () => {
			const m = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(out)
			if (!m || Number(m[5])) return reject(new Error(out))
			const [count, p50, p99, max] = m.slice(1).map(Number)
			resolve({ rate: count / seconds, p50: p50 / 1000, p99: p99 / 1000, max: max / 1000 })
		})
	})
}

// pause: milliseconds that each person looks at the page between two saves, on average; 0 none, so that all save at all times.
const saving = (slugs, pause) => `
local slugs = {${slugs.map((s) => `"${s}"`).join(',')}}
local n = 0
request = function()
	n = n + 1
	local body = "texte=Une+phrase+que+quelqu%27un+vient+d%27%C3%A9crire+${Date.now()}+" .. n
	return wrk.format("POST", "/lieux/" .. slugs[n % #slugs + 1], {["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end
${pause ? `delay = function() return math.random(0, ${2 * pause}) end` : ''}
`
// Eight visitors who search about fifty times a second each, every page made anew.
const searching = `
local words = {"fablab+vers+Vannes", "coworking", "atelier+couture+Bretagne", "ressourcerie", "imprimante+3D", "r%C3%A9parer+v%C3%A9lo+Lyon"}
local n = 0
request = function() n = n + 1; return wrk.format("GET", "/lieux?q=" .. words[n % #words + 1] .. "&x=" .. n) end
delay = function() return math.random(0, 40) end
`

// The median of some rounds, each figure for itself: another program may have the processor in one of them.
async function together(dir, server, slugs, pause, { rounds, seconds }) {
	const all = { searches: [], saves: [] }
	for (let i = 0; i < rounds; i++) {
		const searches = wrk(dir, 'search', server.pages, 8, seconds, searching)
		const saves = slugs.length ? wrk(dir, 'save', server.saves, 100, seconds, saving(slugs, pause)) : null
		all.searches.push(await searches)
		if (saves) all.saves.push(await saves)
	}
	const middle = (list) => list.length && Object.fromEntries(Object.keys(list[0]).map((k) => [k, quantile(list.map((r) => r[k]), 0.5)]))
	return { searches: middle(all.searches), saves: middle(all.saves) }
}

// From the moment a person presses "save" to the moment a search gives the place by a word that nobody had written.
async function findable(server, slugs, rounds) {
	const times = []
	for (let i = 0; i < rounds; i++) {
		const word = `zyx${Math.random().toString(36).slice(2, 10).replace(/\d/g, 'q')}`
		const begin = process.hrtime.bigint()
		if (!await save(server, slugs[i % slugs.length], `Le mot est ${word}`)) throw new Error('not saved')
		for (;;) {
			const found = await (await fetch(`${server.pages}/api/v1/lieux?q=${word}&exact=1`)).json()
			if (found.total === 1) break
		}
		times.push(Number(process.hrtime.bigint() - begin) / 1e6)
	}
	return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

// Sixteen people save, each their own place; in the middle of it the server is killed and started again. What was
// acknowledged must be what the place shows, or a later one that was sent and not answered any more.
async function killed(where, rounds, children) {
	let lost = 0, acknowledged = 0
	let server = await start(where, children)
	const slugs = await slugsOf(server, 16)
	for (let round = 0; round < rounds; round++) {
		const last = new Array(slugs.length).fill(0), sent = new Array(slugs.length).fill(0)
		let ends = false
		const people = slugs.map(async (slug, i) => {
			while (!ends) {
				sent[i]++
				try {
					if (!await save(server, slug, `round ${round} save ${sent[i]}`)) throw new Error('refused')
				} catch (e) {
					if (!ends) throw e
					return
				}
				last[i] = sent[i]
				acknowledged++
			}
		})
		await sleep(40 + Math.random() * 120)
		ends = true
		await server.end('SIGKILL')
		await Promise.all(people)
		server = await start(where, children)
		for (const [i, slug] of slugs.entries()) {
			const place = await (await fetch(`${server.pages}/api/v1/lieux/${slug}`)).json()
			const m = /^round (\d+) save (\d+)$/.exec(place.lieu.presentation_resume ?? '')
			const there = m && Number(m[1]) === round ? Number(m[2]) : 0
			if (there < last[i] || there > sent[i]) lost++
		}
	}
	await server.end('SIGTERM')
	return { lost, acknowledged }
}

export async function edits({ quick }) {
	const dir = mkdtempSync(join(tmpdir(), 'maille-bench-'))
	const children = new Set()
	let database
	const load = quick ? { rounds: 1, seconds: 2 } : { rounds: 7, seconds: 4 }, rounds = quick ? 3 : 300
	const engines = [['SQLite', join(dir, 'var'), ['--data', join(dir, 'var')]]]
	if (process.env.MAILLE_TEST_PG) {
		database = createDatabase()
		engines.push(['PostgreSQL', database.url, ['--db', database.url]])
	}
	try {
		const rows = [], kept = []
		for (const [name, where, args] of engines) {
			execFileSync('build/maille', ['starter', ...args], { stdio: 'ignore' })
			const server = await start(where, children)
			const slugs = await slugsOf(server, 100)
			const line = (what, r) => rows.push(`| ${name} | ${what} | ${r.saves ? `${number(r.saves.rate)} | ${number(r.saves.p50, 1)} | ${number(r.saves.p99, 1)}` : ' | | '} | ${number(r.searches.p50, 2)} | ${number(r.searches.p99, 2)} |`)
			line('nobody', await together(dir, server, [], 0, load))
			line('100, each every second', await together(dir, server, slugs, 1000, load))
			line('100, without a pause', await together(dir, server, slugs, 0, load))
			const found = await findable(server, slugs, quick ? 10 : 100)
			await server.end('SIGTERM')
			const { lost, acknowledged } = await killed(where, rounds, children)
			kept.push(`| ${name} | ${number(found.p50, 1)} | ${number(found.p99, 1)} | ${rounds} | ${number(acknowledged)} | ${lost} |`)
		}
		return `## Saving

The starter network; people save the summary of a place over HTTP and are answered when it is on the disk and the next
search finds it; eight visitors search meanwhile, every page made anew, about 400 pages a second. wrk, on the same
two cores; medians of ${load.rounds} rounds of ${load.seconds} s.

| engine | people saving | saves a second | save p50, ms | p99, ms | search p50, ms | p99, ms |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

From pressing *save* to a search that gives the place by its new word, and \`kill -9\` in the middle of sixteen people
saving (a save is lost when it was acknowledged and the place shows neither it nor a later one):

| engine | found, p50 ms | p99, ms | kills | saves acknowledged | lost |
| --- | ---: | ---: | ---: | ---: | ---: |
${kept.join('\n')}
`
	} finally {
		for (const c of children) c.kill('SIGKILL')
		rmSync(dir, { recursive: true, force: true })
		database?.drop()
	}
}
