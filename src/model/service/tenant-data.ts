/** A tenant of an integration, as the store knows it. */
export interface TenantPlace {
  readonly integrationId: string;
  readonly tenantKey: string;
}

/** How many rows of a tenant each table holds; tables without any are not named. */
export type TenantCounts = Readonly<Record<string, number>>;

/** Rows that went in one step. */
export interface TenantStep {
  readonly table: string;
  readonly count: number;
}

/** What the store holds of one tenant, over all tables but the audit. */
export interface TenantData {
  count(place: TenantPlace): Promise<TenantCounts>;
  /**
   * Deletes some rows of one table in one transaction, so that nobody waits long for it; undefined when no more are there. What finds other rows goes
   * after them: broken off at any point, it can be gone on with. `from`: the table of the step before, which spares the looks at those that were done.
   */
  deleteSome(place: TenantPlace, from?: string): Promise<TenantStep | undefined>;
}

/**
 * What becomes of a place where rows of a tenant lie. `dropped`: with all that was in it. `absent`: there is nothing, where this process looks.
 * `shared`: it is not of this tenant alone, so it stays.
 */
export type DroppedPlace = 'dropped' | 'absent' | 'shared';
