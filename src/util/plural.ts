/** "0 rows", "1 row", "2 rows"; `show` writes the number. */
export function plural(
  count: number,
  one: string,
  many: string = `${one}s`,
  show: (count: number) => string = String,
): string {
  return `${show(count)} ${count === 1 ? one : many}`;
}
