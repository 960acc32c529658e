import type { KeyPrint } from './master-keys.ts';

/** All values of `MemberRole`. */
export const memberRoles = ['api', 'receiver', 'worker', 'scheduler'] as const;
/** What a process of the service does: answer the API, receive events, work on runs, begin those that are due. */
export type MemberRole = (typeof memberRoles)[number];

/** Which master keys a process has, as it says itself. */
export interface HeldKeys {
  /** The current one first. */
  readonly held: readonly KeyPrint[];
  /** Keys that wrap secrets which it does not open: it lacks them, or has others of that name. */
  readonly unopened: readonly string[];
}

/** A process of the service. */
export interface Member {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly programVersion: string;
  readonly roles: readonly MemberRole[];
  readonly slots: number;
  readonly startedAt: number;
  /** By the clock of the store. */
  readonly seenAt: number;
  /** For how long it has not been heard of, by the same clock. */
  readonly silentMs: number;
  readonly drainingSince: number | undefined;
  /** Undefined of a process that has not said it, such as one of an older version. */
  readonly keys?: HeldKeys | undefined;
  /** Where people reach it, of a process that answers them and has said so. */
  readonly publicUrl?: string | undefined;
}

/** A process that joins: it is heard of now. */
export type NewMember = Omit<Member, 'seenAt' | 'silentMs'>;

/** What a process that is heard of is told: since when it is to take nothing more. */
export type HeardMember = Pick<Member, 'drainingSince'>;

/** A run that a process works on. */
export interface HeldRun {
  readonly id: string;
  readonly pipelineId: string;
  readonly pipelineName: string;
}

/** The runs that a process works on: how many, and those that have waited longest. */
export interface HeldRuns {
  readonly count: number;
  readonly first: readonly HeldRun[];
}

/** The processes that share the store; who is silent for long is deleted. */
export interface MemberTable {
  join(member: NewMember): Promise<void>;
  /** It is heard of now. Undefined for one that is not there: it has to join again. Without `keys` all stays that it has told. */
  beat(id: string, keys?: HeldKeys, publicUrl?: string): Promise<HeardMember | undefined>;
  find(id: string): Promise<Member | undefined>;
  /** False for one that is not there, as of `undrain`. */
  drain(id: string, now: number): Promise<boolean>;
  undrain(id: string): Promise<boolean>;
  leave(id: string): Promise<void>;
  list(): Promise<readonly Member[]>;
  /** The runs that each works on now, by its id; of each `most` are named. */
  runsOf(most: number): Promise<ReadonlyMap<string, HeldRuns>>;
  /** Deletes those that have been silent for so long. */
  deleteSilent(forMs: number): Promise<number>;
}
