/**
 * Does a work for several who ask for it: what is asked while it is under way is done all at once when it has ended. All get the result for
 * all, or its failure.
 */
export function gatherWork<Item, Result>(
  work: (items: readonly Item[]) => Promise<Result>,
): (item: Item) => Promise<Result> {
  let before: Promise<unknown> = Promise.resolve();
  let next: { readonly items: Item[]; readonly result: Promise<Result> } | undefined;
  const begin = (items: readonly Item[]): Promise<Result> => {
    next = undefined;
    return work(items);
  };
  return (item) => {
    if (next !== undefined) {
      next.items.push(item);
      return next.result;
    }
    const items = [item];
    const result = before.then(() => begin(items));
    next = { items, result };
    before = result.catch(() => undefined);
    return result;
  };
}
