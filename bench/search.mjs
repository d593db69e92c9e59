// SPDX-License-Identifier: AGPL-3.0-or-later
// The search against SQLite and PostgreSQL, at 100,000 places and, Maille alone, at 1,000,000.
import { execFileSync } from 'node:child_process'
import { number } from './tools.mjs'

const ms = (us) => number(us / 1000, us < 100 ? 3 : us < 10000 ? 2 : 0)
const times = (x) => `× ${number(x, x < 10 ? 1 : 0)}`
const mean = (list) => Math.exp(list.reduce((sum, x) => sum + Math.log(x), 0) / list.length)

function measure(args) {
	const out = execFileSync('nice', ['build/bench/bench_search', ...args.map(String)],
		{ stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 })
	return JSON.parse(out)
}

// How many times longer each rival takes: the geometric mean over the questions, of each kind and of the mix.
function ratios({ moteurs: [maille, ...rivals] }) {
	const kinds = maille.genres.length
	return rivals.map((r) => {
		const each = r.questions_us.map((us, i) => us / maille.questions_us[i])
		return { tous: mean(each), genres: maille.genres.map((_, k) => mean(each.filter((_, i) => i % kinds === k))) }
	})
}

function table(result) {
	const { moteurs } = result
	const [maille] = moteurs
	const factors = ratios(result)
	const lines = [
		`| question (median, ms) | found | ${moteurs.map((m) => m.nom).join(' | ')} |`,
		`| --- | ---: | ${moteurs.map(() => '---:').join(' | ')} |`,
		...maille.genres.map((g, i) => `| ${g.genre} | ${number(g.trouves)} | ${moteurs.map((m, k) =>
			ms(m.genres[i].p50_us) + (k ? ` (${times(factors[k - 1].genres[i])})` : '')).join(' | ')} |`),
		`| **all, median** | | ${moteurs.map((m) => ms(m.p50_us)).join(' | ')} |`,
		`| **all, 99th percentile** | | ${moteurs.map((m) => ms(m.p99_us)).join(' | ')} |`,
	]
	if (factors.length)
		lines.push(`| **times slower than Maille** (geometric mean over the questions) | | | ${
			factors.map((f) => `**${times(f.tous)}**`).join(' | ')} |`)
	lines.push(`| building, s | | ${moteurs.map((m) => number(m.construction_ms / 1000, 1)).join(' | ')} |`,
		`| memory or disk, MB | | ${moteurs.map((m) => number(m.mo)).join(' | ')} |`)
	return lines.join('\n')
}

export async function search({ quick }) {
	const pg = process.env.MAILLE_TEST_PG ? ['--pg', process.env.MAILLE_TEST_PG] : []
	const some = measure(['--places', quick ? 5000 : 100000, '--each', quick ? 5 : 20, '--seconds', quick ? 1 : 12, ...pg])
	const many = measure(['--places', quick ? 20000 : 1000000, '--each', 20, '--seconds', quick ? 1 : 10, '--alone'])
	return `## Search

Each answer gives the first twenty places, the total and the count of every value of every facet; Maille's gives the
reasons too. One thread, everything in memory, prepared statements. SQLite: FTS5 (\`unicode61 remove_diacritics 2\`, prefix
indexes, weighted bm25), R*Tree, a table of values; facets counted in SQL (the better of two plans) or in C over one pass
of streamed rows. PostgreSQL: French full text without accents, GIN, weighted \`ts_rank\`, facet codes in an array,
\`earthdistance\` on GiST. The whole question is read and understood by Maille; the others are given its words, point
and radius already understood.

### ${number(some.lieux)} places

${table(some)}

### ${number(many.lieux)} places

${table(many)}
`
}
