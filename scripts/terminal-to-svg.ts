/**
 * Draws what a terminal showed at the end of a session as an SVG picture.
 * `node scripts/terminal-to-svg.ts SESSION OUT.svg [TITLE] [LAST_LINE]` – SESSION is what `script -qc 'npm run demo' SESSION` records.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface Cell {
  readonly char: string;
  readonly style: string;
}

const sequence = new RegExp(`${String.fromCharCode(27)}\\[([0-9;?]*)([A-Za-z])`, 'y');
const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/;
const colours: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
};
const glyphWidth = 8.43;
const lineHeight = 19;
const margin = 18;
const barHeight = 38;

/** The lines that stand on the screen when the session is over. */
function play(session: string): Cell[][] {
  const lines: Cell[][] = [[]];
  let row = 0;
  let column = 0;
  const style = { bold: false, dim: false, colour: '' };
  for (let at = 0; at < session.length; ) {
    sequence.lastIndex = at;
    const found = sequence.exec(session);
    if (found !== null) {
      const [all, parameters = '', command = ''] = found;
      at += all.length;
      if (command === 'A') row = Math.max(0, row - Number(parameters || 1));
      if (command === 'J') lines.length = row + 1;
      if (command === 'J' || command === 'K') lines[row]?.splice(column);
      if (command === 'm') for (const code of parameters.split(';')) restyle(style, code);
      continue;
    }
    const char = String.fromCodePoint(session.codePointAt(at) ?? 0);
    at += char.length;
    if (char === '\r') column = 0;
    else if (char === '\n') {
      row++;
      column = 0;
      while (lines.length <= row) lines.push([]);
    } else {
      const line = lines[row] ?? [];
      line[column++] = { char, style: styleText(style) };
      if (wide.test(char)) line[column++] = { char: '', style: '' };
    }
  }
  return lines;
}

function restyle(style: { bold: boolean; dim: boolean; colour: string }, code: string): void {
  if (code === '1') style.bold = true;
  else if (code === '2') style.dim = true;
  else if (code === '22') Object.assign(style, { bold: false, dim: false });
  else if (code === '39') style.colour = '';
  else if (code === '0' || code === '') Object.assign(style, { bold: false, dim: false, colour: '' });
  else style.colour = colours[code] ?? style.colour;
}

function styleText({ bold, dim, colour }: { bold: boolean; dim: boolean; colour: string }): string {
  const fill = colour !== '' ? colour : dim ? '#8b949e' : '#e6edf3';
  return `fill="${fill}"${bold ? ' font-weight="700"' : ''}`;
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One `<text>` per run of equal style, each at its own column, so that no font can shift what follows. */
function drawLine(line: readonly Cell[], y: number): string {
  const runs: { text: string; style: string; column: number }[] = [];
  for (const [column, cell] of line.entries()) {
    if (cell === undefined || cell.char === '') continue;
    const last = runs.at(-1);
    if (last !== undefined && last.style === cell.style && last.column + [...last.text].length === column)
      last.text += cell.char;
    else runs.push({ text: cell.char, style: cell.style, column });
  }
  return runs
    .filter(({ text }) => text.trim() !== '')
    .map((run) => ({
      ...run,
      text: run.text.trim(),
      column: run.column + run.text.length - run.text.trimStart().length,
    }))
    .map(
      ({ text, style, column }) =>
        `<text x="${(margin + column * glyphWidth).toFixed(1)}" y="${y}" ${style}>${escapeXml(text)}</text>`,
    )
    .join('\n');
}

function draw(lines: readonly Cell[][], title: string): string {
  const columns = Math.max(60, ...lines.map((line) => line.length));
  const width = Math.ceil(columns * glyphWidth + margin * 2);
  const height = barHeight + lines.length * lineHeight + margin;
  const lights = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, index) => `<circle cx="${22 + index * 20}" cy="19" r="6" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">
<title>${escapeXml(title)}</title>
<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>
${lights.join('')}
<text x="${width / 2}" y="24" fill="#8b949e" text-anchor="middle" font-family="sans-serif" font-size="13">${escapeXml(title)}</text>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace" font-size="14" xml:space="preserve">
${lines.map((line, index) => drawLine(line, barHeight + (index + 1) * lineHeight)).join('\n')}
</g>
</svg>
`;
}

const [sessionPath = '', outPath = '', title = 'larkstream demo', lastLine = '200'] = process.argv.slice(2);
/** What `script` adds of its own, and the folder of one run on one machine, belong to no picture. */
const session = readFileSync(sessionPath, 'utf8')
  .replaceAll(/^Script (started|done).*\r?\n/gm, '')
  .replaceAll(/\/tmp\/larkstream-demo-\w+\//g, '');
const screen = play(session).slice(0, Number(lastLine));
while (screen.at(-1)?.length === 0) screen.pop();
writeFileSync(outPath, draw(screen, title));
