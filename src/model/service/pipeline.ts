import type { JsonObject } from '../../util/json.ts';
import type { Message } from '../message.ts';
import type { RunOutcomeState } from './pipeline-standing.ts';
import type { Resource } from './resource.ts';
import type { Schedule } from './schedule.ts';

/** Draft → active ⇄ paused. */
export const pipelineStates = ['draft', 'active', 'paused'] as const;
export type PipelineState = (typeof pipelineStates)[number];

/** What is replicated of one tenant to where, and when. */
export interface Pipeline extends Resource {
  readonly name: string;
  readonly integrationId: string;
  /** Of a store app: whose data. */
  readonly tenantKey: string | undefined;
  readonly destinationId: string | undefined;
  /** As in the file of the command line under `source.modules`. */
  readonly modules: JsonObject;
  /** As there under `streams`: include, exclude, mode. */
  readonly streams: JsonObject;
  readonly schedule: Schedule;
  readonly state: PipelineState;
  readonly pausedBy: string | undefined;
  readonly pausedWhy: Message | undefined;
  /** Somebody has paused all together, this one among them; kept with why. */
  readonly isPausedWithAll?: boolean;
  /** Runs in a row that ended with something that a person must mend. */
  readonly configFailures: number;
  /** When it is due next, or looked after when it is live; undefined unless it is active and has a schedule. */
  readonly dueAt: number | undefined;
}

/** Which pipelines a list shows: part of the name, a state, an end. */
export interface PipelineFilter {
  readonly search?: string | undefined;
  readonly state?: PipelineState | undefined;
  /** Only those that rest because all were paused together. */
  readonly isPausedWithAll?: boolean | undefined;
  /** Only those of which an open alert says that their data are older than promised. */
  readonly isLate?: boolean | undefined;
  readonly integrationId?: string | undefined;
  readonly destinationId?: string | undefined;
  /** Of the run that ended last; `none`: no run has. */
  readonly outcome?: RunOutcomeState | 'none' | undefined;
  readonly sort?: PipelineOrder | undefined;
}

/** What a list of pipelines may be sorted by, the greatest first with a minus; usually the newest first. */
export const pipelineOrders = ['createdAt', '-createdAt', 'name', '-name', 'lastRun', '-lastRun'] as const;
/** One of `pipelineOrders`; `lastRun`: when the last run ended, never as the earliest. */
export type PipelineOrder = (typeof pipelineOrders)[number];

/** A pipeline that has a time at which it is due. */
export interface DuePipeline extends Pick<Pipeline, 'id' | 'schedule'> {
  readonly dueAt: number;
}

/** The pipelines that are due, for the scheduler. */
export interface DuePipelines {
  /** Locks up to `limit` that are due, passing over those that another process has locked; only within a transaction. */
  claimDue(now: number, limit: number): Promise<readonly Pipeline[]>;
  /** Says when it is due next; its version stays. */
  setDue(id: string, dueAt: number | undefined): Promise<void>;
  /** Those that are due after `time`, the latest first. */
  dueAfter(time: number): Promise<readonly DuePipeline[]>;
  /** Says that it is due at `to`, unless its time is no longer `from`; its version stays. */
  bringForward(id: string, from: number, to: number): Promise<boolean>;
  /** Counts runs in a row that failed for something that a person must mend, or begins anew at 0; its version stays. Gives the count. */
  countConfigFailure(id: string, hasFailed: boolean): Promise<number>;
  /** Those that are due before `until`, but for live ones: the soonest first. */
  dueBefore(until: number, limit: number): Promise<readonly Pipeline[]>;
  /** The soonest time at which one is due. */
  nextDueAt(): Promise<number | undefined>;
}
