import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Context } from '../context.ts';
import { hangText } from '../print/wrap-text.ts';

/** What a test has found, a line each, with what to do about it. */
export function sayReport({ lines }: ApiSchemas['CheckReport'], context: Context): void {
  const { texts, style, columns, say } = context;
  const { language, colon, error } = texts;
  const marks = { ok: style.green('✓'), warning: style.yellow('!'), failed: style.red('✗'), skipped: style.dim('–') };
  for (const { outcome, title, message, cure, url } of lines) {
    const head = `${marks[outcome]} ${style.bold(title[language])}  `;
    for (const line of hangText(head, message[language], { columns, indent: 2 })) say(line);
    if (cure !== null) say(`  ${style.dim(`${error.next}${colon}`)}${cure[language]}`);
    if (url !== null) say(`  ${url}`);
  }
}
