/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function distance(left: string, right: string): number {
  const away = new Map<string, number>();
  const at = (row: number, column: number): number => away.get(`${row},${column}`) ?? Math.max(row, column);
  for (let row = 1; row <= left.length; row += 1) {
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const ways = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (isSame ? 0 : 1)];
      if (isSwap) ways.push(at(row - 2, column - 2) + 1);
      away.set(`${row},${column}`, Math.min(...ways));
    }
  }
  return at(left.length, right.length);
}

/** The known name that was probably meant; undefined when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, '');
  const wanted = plain(name);
  const ranked = known
    .map((candidate) => ({ candidate, away: distance(wanted, plain(candidate)) }))
    .sort((left, right) => left.away - right.away);
  const [best] = ranked;
  return best !== undefined && best.away <= Math.max(1, Math.floor(name.length / 3)) ? best.candidate : undefined;
}
