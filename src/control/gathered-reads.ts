import { gatherWork } from '../util/gather-work.ts';

/** Those that are there, by their keys. */
type Read<Value> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

/**
 * Reads of a table for strangers: what they name is read for all who come meanwhile at once. However many they are, they take one connection of
 * the store, and nobody waits longer than for two reads.
 */
export function gatheredReads<Table extends object, Value>(
  read: (table: Table, ...keys: Parameters<Read<Value>>) => ReturnType<Read<Value>>,
): (table: Table) => Read<Value> {
  const gathered = new WeakMap<Table, Read<Value>>();
  return (table) => {
    const mine =
      gathered.get(table) ??
      gatherWork((asked: readonly (readonly string[])[]) => read(table, [...new Set(asked.flat())]));
    gathered.set(table, mine);
    return mine;
  };
}
