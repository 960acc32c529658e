/** Rows of a table as they were, in columns, in a block of code. Its last line is the closing fence. */
export function tableAsCode(table: string): string {
  const rows = table
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(cellsOf);
  const [head = [], , ...body] = rows;
  const widths = head.map((_, column) =>
    Math.min(mostWidth, Math.max(3, ...[head, ...body].map((row) => widthOf(row[column] ?? '')))),
  );
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => padded(row[column] ?? '', width))
      .join(' | ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('-|-');
  return ['```', line(head), rule, ...body.map(line), '```', ''].join('\n');
}

const mostWidth = 40;

function cellsOf(line: string): readonly string[] {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|').replaceAll('`', '').replaceAll('**', ''));
}

/** Chinese, Japanese and Korean letters are twice as wide. */
function widthOf(text: string): number {
  return [...text].reduce(
    (width, letter) =>
      width +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(letter)
        ? 2
        : 1),
    0,
  );
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
