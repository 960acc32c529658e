/** A tenant of an integration, as the store knows it: of its app, whichever integrations that has. */
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

/** What was found at a place that is of a tenant alone. `held`: nothing was deleted, because of the other things there that `left` names. */
export interface DropOutcome {
  readonly state: 'dropped' | 'absent' | 'held';
  /** What others have put there, which stays. */
  readonly left: readonly string[];
}

/**
 * What becomes of a place where rows of a tenant lie. `dropping`: it was found, and is being deleted. `used`: pipelines of another app write rows of the
 * tenant there, so it stays. `by_hand`: a person has said that it was deleted in another way. Not yet: `waiting`; `unreachable`, for this process does not
 * see it; `shared` with other tenants; `held`.
 */
export const placeStates = [
  'waiting',
  'dropping',
  'dropped',
  'absent',
  'by_hand',
  'used',
  'shared',
  'held',
  'unreachable',
] as const;
export type PlaceState = (typeof placeStates)[number];

/** A destination where rows of a tenant lie. */
export interface ForgottenPlace {
  readonly id: string;
  readonly name: string;
  readonly state: PlaceState;
  readonly left: readonly string[];
  /** A run has written there: what is not found lies elsewhere. */
  readonly isWritten: boolean;
  /** Of files, the path: two destinations may have the same. */
  readonly file: string | undefined;
}

/** A tenant that is being forgotten, and how far it is. */
export interface Forgetting {
  readonly begunAt: number;
  readonly deleted: TenantCounts;
  /** Undefined until its pipelines rest. */
  readonly destinations: readonly ForgottenPlace[] | undefined;
}

/** Ids of destinations: those of the tenant's pipelines, those of them to which a run has written, and those to which pipelines of other apps write its rows. */
export interface TenantDestinations {
  readonly own: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
  readonly elsewhere: ReadonlySet<string>;
}

/** What the store holds of one tenant, over all tables but the audit. */
export interface TenantData {
  count(place: TenantPlace): Promise<TenantCounts>;
  /**
   * Deletes some rows of one table in one transaction, so that nobody waits long for it, and adds them to what has gone. Undefined when no more are there,
   * or while somebody works on some. What finds other rows goes after them: broken off at any point, it can be gone on with. `from`: the table of the step
   * before, which spares the looks at those that were done.
   */
  deleteSome(place: TenantPlace, from?: string): Promise<TenantStep | undefined>;
  pipelineIds(place: TenantPlace): Promise<readonly string[]>;
  destinations(place: TenantPlace): Promise<TenantDestinations>;
  /** Whether it has the app, as far as anything knows. */
  isInstalled(place: TenantPlace): Promise<boolean>;
  /** Within a transaction: whoever asks {@link isForgotten} waits until its end. False when it was begun before. */
  begin(place: TenantPlace, by: { readonly name: string; readonly at: number }): Promise<boolean>;
  /** Within a transaction: whether it is being forgotten; until the end of the transaction nobody begins to. */
  isForgotten(place: TenantPlace): Promise<boolean>;
  find(place: TenantPlace): Promise<Forgetting | undefined>;
  setDestinations(place: TenantPlace, destinations: readonly ForgottenPlace[]): Promise<void>;
  end(place: TenantPlace): Promise<void>;
}
