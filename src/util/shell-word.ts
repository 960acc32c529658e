/** One word for a POSIX shell, whatever is in it. */
export const quoteWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same, quoted only where it needs to be: for what a person reads and copies. */
export const shellWord = (text: string): string => (/^[\w./:@%+-]+$/.test(text) ? text : quoteWord(text));
