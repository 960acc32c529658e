/** An identifier. A database with other quotes needs a setting at the beginning of a session (MySQL: `ANSI_QUOTES`). */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A list of columns. */
export function names(columns: readonly string[], prefix = ''): string {
  return columns.map((column) => prefix + quoteName(column)).join(', ');
}

/** `a.x = b.x AND …`; key columns are never null in rows that we write. */
export function sameKey(columns: readonly string[], left: string, right: string): string {
  return columns.map((column) => `${left}.${quoteName(column)} = ${right}.${quoteName(column)}`).join(' AND ');
}
