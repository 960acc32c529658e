import { goneAfterMs } from '../../model/service/hearing.ts';
import type { HeldRun, Member } from '../../model/service/member.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

/** `drained`: it takes nothing more, and what it had taken has ended. */
export const workerStates = ['working', 'draining', 'drained', 'silent'] as const;
/** One of `workerStates`. */
export type WorkerState = (typeof workerStates)[number];

/** A process of the service with what it does now. */
export interface ListedWorker extends Member {
  readonly state: WorkerState;
  /** Runs that it works on. */
  readonly runs: number;
  /** Some of them, those that have waited longest first. */
  readonly firstRuns: readonly HeldRun[];
  /** Apps whose events it receives. */
  readonly receivers: number;
  /** Some of them. */
  readonly firstApps: readonly string[];
}

/** How many of what a process holds are named. */
const mostNamed = 20;

type Parts = Pick<ControlParts, 'store'>;

/** The processes of the service, those that have begun first at first. */
export async function listWorkers({ store }: Parts): Promise<readonly ListedWorker[]> {
  const [members, runs, receivers] = await Promise.all([
    store.members.list(),
    store.members.runsOf(mostNamed),
    store.events.receivers(),
  ]);
  return members.map((member) => {
    const mine = receivers.filter(
      (one) => one.owner.startsWith(`${member.host}:${member.pid}:`) && one.silentMs <= goneAfterMs,
    );
    const { count, first } = runs.get(member.id) ?? { count: 0, first: [] };
    const apps = [...new Set(mine.map(({ appId }) => appId))];
    const held = { runs: count, firstRuns: first, receivers: mine.length, firstApps: apps.slice(0, mostNamed) };
    return { ...member, state: stateOf(member, count), ...held };
  });
}

/** @throws ConfigError `api.not.found` */
export async function findWorker(parts: Parts, id: string): Promise<ListedWorker> {
  const all = await listWorkers(parts);
  return found(
    all.find((one) => one.id === id),
    'worker',
    id,
  );
}

/** Whether it has not been heard of for so long that it may be gone. */
export function isSilent(member: Pick<Member, 'silentMs'>): boolean {
  return member.silentMs > goneAfterMs;
}

function stateOf(member: Member, runs: number): WorkerState {
  const { drainingSince } = member;
  if (isSilent(member)) return 'silent';
  if (drainingSince === undefined) return 'working';
  return runs > 0 ? 'draining' : 'drained';
}
