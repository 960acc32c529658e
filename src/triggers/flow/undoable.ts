import type { ServiceStore, ServiceTables } from '../../model/service/service-store.ts';

/** Why a transaction was undone: all of it was done before, or what it was prepared with has changed. */
export type Undone = 'known' | 'changed';

/** A transaction that may find out in the middle that nothing of it is to be. */
export async function undoable<T>(
  store: Pick<ServiceStore, 'transaction'>,
  work: (tables: ServiceTables, undo: (why: Undone) => never) => Promise<T>,
): Promise<T | { readonly undone: Undone }> {
  let undone: Undone | undefined;
  try {
    return await store.transaction(async (tables) => {
      undone = undefined;
      return await work(tables, (why) => {
        undone = why;
        throw new Error(why);
      });
    });
  } catch (thrown) {
    if (undone === undefined) throw thrown;
    return { undone };
  }
}
