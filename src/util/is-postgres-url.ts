/** Whether a place names a Postgres by its address, rather than a file. The address itself may be wrong. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:/i.test(text);
}
