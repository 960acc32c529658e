import type { Context } from '../context.ts';

/** What a thing has, a line each, below its name; what it does not have is left out. */
export function sayFacts(
  title: string,
  facts: readonly (readonly [name: string, value: string | null | undefined])[],
  { texts, style, say }: Context,
): void {
  say(style.bold(title));
  for (const [name, value] of facts) {
    if (typeof value === 'string') say(`  ${style.dim(`${name}${texts.colon}`)}${value}`);
  }
}

/** What people write as JSON, as it is kept. */
export function saySettings(
  title: string,
  settings: Readonly<Record<string, unknown>>,
  { style, say, sayWhole }: Context,
): void {
  say(style.bold(title));
  for (const line of JSON.stringify(settings, null, 2).split('\n')) sayWhole(`  ${line}`);
}
