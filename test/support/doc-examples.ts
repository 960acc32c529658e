/** The programs of the `@example`s in a TSDoc comment. */
export function examplesOf(comment: string): string[] {
  const text = comment.replaceAll(/^ *(?:\/\*\*| \*\/| \* ?)/gm, '');
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program = '']) => program);
}

/** What an example prints: the comments behind its `console.log`s, in their order. */
export function printedBy(program: string): string {
  return [...program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, said = '']) => `${said}\n`).join('');
}
