/** A text as a regular expression that fits just it. (`RegExp.escape` is not there before Node 24.) */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
