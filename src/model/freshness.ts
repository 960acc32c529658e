/**
 * How new the rows of a stream are. Both moments are those of the last run that read the stream to its end without a fault: a run that is broken off, and one
 * in which the stream misses something, raises neither. What a warning of that run names apart (one record that could not be read, a definition that was
 * switched off) is left out of both.
 */
export interface Freshness {
  /** RFC 3339. When the run began: whatever the platform's signs showed to have changed until then is in the table. */
  readonly changesAsOf: string;
  /**
   * RFC 3339. Each part of what the stream covers (`lookback_days` of Approval, all tables of Base …) was read exactly at this moment or later, whether a sign
   * pointed at it or not: each row is the truth of a moment that is no earlier. Where everything is read in each run it is `changesAsOf`; null while a part was
   * never read in this way.
   */
  readonly auditedAsOf: string | null;
  /** Where runs read what has changed: within how many hours each part is to be read again; absent where everything is read in each run. */
  readonly auditHours?: number;
}

/** The freshness of one stream. */
export interface StreamFreshness extends Freshness {
  readonly stream: string;
}

/** Whether the audit does not keep its time: when the run began, some part had waited longer, or would have before its end. */
export function isAuditBehind({ changesAsOf, auditedAsOf, auditHours }: Freshness): boolean {
  if (auditedAsOf === null || auditHours === undefined) return false;
  return Date.parse(changesAsOf) - Date.parse(auditedAsOf) > auditHours * 3_600_000;
}
