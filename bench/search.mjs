// SPDX-License-Identifier: AGPL-3.0-or-later
// The search against SQLite and PostgreSQL, at 100,000 places and, Maille alone, at 1,000,000.
import { execFileSync } from 'node:child_process'

const french = (n, digits = 0) => n.toLocaleString('fr-FR', { maximumFractionDigits: digits, minimumFractionDigits: digits })
const ms = (us) => french(us / 1000, us < 100 ? 3 : us < 10000 ? 2 : 0)
const times = (x) => `× ${french(x, x < 10 ? 1 : 0)}`
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
		`| question (médiane, ms) | trouvés | ${moteurs.map((m) => m.nom).join(' | ')} |`,
		`| --- | ---: | ${moteurs.map(() => '---:').join(' | ')} |`,
		...maille.genres.map((g, i) => `| ${g.genre} | ${french(g.trouves)} | ${moteurs.map((m, k) =>
			ms(m.genres[i].p50_us) + (k ? ` (${times(factors[k - 1].genres[i])})` : '')).join(' | ')} |`),
		`| **ensemble, médiane** | | ${moteurs.map((m) => ms(m.p50_us)).join(' | ')} |`,
		`| **ensemble, 99ᵉ centile** | | ${moteurs.map((m) => ms(m.p99_us)).join(' | ')} |`,
	]
	if (factors.length)
		lines.push(`| **fois plus lent que Maille** (moyenne géométrique des questions) | | | ${
			factors.map((f) => `**${times(f.tous)}**`).join(' | ')} |`)
	lines.push(`| construction, s | | ${moteurs.map((m) => french(m.construction_ms / 1000, 1)).join(' | ')} |`,
		`| place prise, Mo | | ${moteurs.map((m) => french(m.mo)).join(' | ')} |`)
	return lines.join('\n')
}

export async function recherche({ quick }) {
	const pg = process.env.MAILLE_TEST_PG ? ['--pg', process.env.MAILLE_TEST_PG] : []
	const some = measure(['--places', quick ? 5000 : 100000, '--each', quick ? 5 : 20, '--seconds', quick ? 1 : 12, ...pg])
	const many = measure(['--places', quick ? 20000 : 1000000, '--each', 20, '--seconds', quick ? 1 : 10, '--alone'])
	return `## Recherche

Chaque réponse donne les vingt premiers lieux, le total et le compte de chaque valeur de chaque facette ; celle de
Maille, les raisons aussi. Un seul fil d'exécution, tout en mémoire vive, requêtes préparées. SQLite : FTS5
(\`unicode61 remove_diacritics 2\`, index de préfixes, bm25 pondéré), R*Tree, une table de valeurs ; les facettes comptées
en SQL (le meilleur de deux plans) ou en C au fil d'un seul passage. PostgreSQL : recherche plein texte française sans
accents, GIN, \`ts_rank\` pondéré, codes de facettes en tableau, \`earthdistance\` sur GiST. La « question entière » est lue
et comprise par Maille ; les autres reçoivent les mots, le point et le rayon déjà compris.

### ${french(some.lieux)} lieux

${table(some)}

### ${french(many.lieux)} lieux

${table(many)}
`
}
