/** Texts that a database would give back in another form, or refuse, are not: those with NUL or with half a character. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}
