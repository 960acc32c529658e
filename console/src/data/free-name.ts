/** A name that none of the others has: the wished one, else with a number behind it. */
export function freeName(wished: string, taken: readonly string[]): string {
  const names = new Set(taken.map((name) => name.toLowerCase()));
  let name = wished;
  for (let at = 2; names.has(name.toLowerCase()); at += 1) name = `${wished} ${at}`;
  return name;
}
