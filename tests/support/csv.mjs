// SPDX-License-Identifier: AGPL-3.0-or-later
// A reader of CSV after RFC 4180 that knows nothing of the writer: strict about quotes, rows of one width.
export function parseCsv(text, delimiter) {
  const rows = [[]];
  let i = 0;
  const row = () => rows[rows.length - 1];
  for (;;) {
    let cell = '';
    if (text[i] === '"') {
      for (i++; ; i++) {
        if (i >= text.length) throw new Error('a quote is never closed');
        if (text[i] !== '"') cell += text[i];
        else if (text[i + 1] === '"') cell += text[i++];
        else break;
      }
      i++;
    } else {
      while (i < text.length && text[i] !== delimiter && text[i] !== '\r' && text[i] !== '\n') {
        if (text[i] === '"') throw new Error(`a quote in a bare cell, row ${rows.length}`);
        cell += text[i++];
      }
    }
    row().push(cell);
    if (i >= text.length) break;
    if (text[i] === delimiter) i++;
    else if (text[i] === '\r' && text[i + 1] === '\n') {
      i += 2;
      if (i >= text.length) break;
      rows.push([]);
    } else throw new Error(`row ${rows.length}: ${JSON.stringify(text.slice(i, i + 20))} after a cell`);
  }
  const [columns, ...lines] = rows;
  return lines.map((cells, n) => {
    if (cells.length !== columns.length) throw new Error(`row ${n + 2} has ${cells.length} cells of ${columns.length}`);
    return Object.fromEntries(columns.map((name, k) => [name, cells[k]]));
  });
}
