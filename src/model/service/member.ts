/** All values of `MemberRole`. */
export const memberRoles = ['api', 'receiver', 'worker', 'scheduler'] as const;
/** What a process of the service does: answer the API, receive events, work on runs, begin those that are due. */
export type MemberRole = (typeof memberRoles)[number];

/** A process of the service. */
export interface Member {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly programVersion: string;
  readonly roles: readonly MemberRole[];
  readonly slots: number;
  readonly startedAt: number;
  readonly seenAt: number;
  readonly drainingSince: number | undefined;
}

/** The processes that share the store; who is silent for long is deleted. */
export interface MemberTable {
  join(member: Member): Promise<void>;
  /** Gives since when it is to take nothing more; undefined also for one that is not there. */
  beat(id: string, now: number): Promise<number | undefined>;
  find(id: string): Promise<Member | undefined>;
  /** False for one that is not there, as of `undrain`. */
  drain(id: string, now: number): Promise<boolean>;
  undrain(id: string): Promise<boolean>;
  leave(id: string): Promise<void>;
  list(): Promise<readonly Member[]>;
  /** How many runs each works on now, by its id. */
  runsOf(): Promise<ReadonlyMap<string, number>>;
  deleteSilent(since: number): Promise<number>;
}
