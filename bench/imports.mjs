// SPDX-License-Identifier: AGPL-3.0-or-later
// Files of territories imported without help: what was understood, taken and invented.
import { measure } from '../tests/imports/measure.mjs'
import { shapes } from '../tests/imports/shapes.mjs'

const percent = (a, b) => `${((100 * a) / b).toFixed(1)} %`

export async function imports() {
	const all = shapes().map((s) => measure('build/maille', s))
	const sum = (of) => all.reduce((n, m) => n + of(m), 0)
	const rows = all.map((m) => `| ${m.name} | ${m.right} of ${m.known} | ${m.wrong.length - (m.known - m.right)} | ${m.taken} of ${m.valid} | ${m.invented.length} |`)
	return `## Imports

Files as territories publish them, made from the real rows that we hold (\`tests/imports/shapes.mjs\`): seventeen habits of
columns, words, order, encoding and form, imported with no mapping given. A column is right when it is taken for the fact
written beside it by hand; *too many* are columns that hold no known fact and were taken for one; *invented* are places that
show a fact which stands in no row they come from, or anything that belongs to a person. We made these files and the
dictionary of names, and mended it on them. Seen for the first time, the files gave 96.9 % and the three hundred names of
\`tests/imports/headings.txt\` 94 %: that is nearer to what somebody else's file will get.

| file | columns right | too many | rows taken | invented |
| --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}
| **all** | **${percent(sum((m) => m.right), sum((m) => m.known))}** | ${sum((m) => m.wrong.length - (m.known - m.right))} | **${percent(sum((m) => m.taken), sum((m) => m.valid))}** | **${sum((m) => m.invented.length)}** |
`
}
