/** How much somebody has had of a trigger. */
export interface UsedQuota {
  readonly lastHour: number;
  readonly lastDay: number;
}

/** Something of somebody that triggers with quotas take. */
export interface QuotaUse {
  readonly openId: string;
  readonly triggerIds: readonly string[];
  /** The id of the message or, of what is none, of the event: it counts once. */
  readonly subjectId: string;
  readonly at: number;
}

/** What people have had of triggers with quotas. */
export interface QuotaTable {
  /** Within a transaction nobody else decides about the quotas of these triggers for this person until its end. */
  lock(openId: string, triggerIds: readonly string[]): Promise<void>;
  /** By the ids of triggers; absent: nothing within a day before `now`. */
  used(openId: string, triggerIds: readonly string[], now: number): Promise<ReadonlyMap<string, UsedQuota>>;
  use(use: QuotaUse): Promise<void>;
}
