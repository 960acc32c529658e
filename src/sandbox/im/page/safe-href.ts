const allowed: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'lark:', 'feishu:']);

/** The address of a link that may be followed; null for one that could run something, or is none. */
export function safeHref(text: string): string | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  return url !== undefined && allowed.has(url.protocol) ? url.href : null;
}
