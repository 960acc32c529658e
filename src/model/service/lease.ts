/** Who holds what only one process of the service shall have, such as the long connection of an app. Times are those of the store. */
export interface LeaseTable {
  /** Takes those that are free and renews those that `holder` has, for `forMs` from now; gives all of these names that it then holds. */
  hold(names: readonly string[], holder: string, forMs: number): Promise<readonly string[]>;
  /** Gives them back, so that another need not wait until they run out. */
  release(names: readonly string[], holder: string): Promise<void>;
  /** Deletes those that ran out that long ago: nobody wants them any more. */
  deleteOld(forMs: number): Promise<number>;
}
