import type { Change } from '../../model/change.ts';
import { inBatches } from '../../util/in-batches.ts';
import type { DirectoryFollower } from '../directory.ts';
import type { FeedRead } from '../feed-context.ts';
import { visitHints } from '../hints.ts';
import type { Refresher } from '../refresher.ts';
import { AttendanceQuery, idsPerCall } from './attendance-query.ts';
import type { AttendanceConfig } from './config.ts';
import { addDays, toDay } from './days.ts';
import type { AttendanceTargets, Employee, PunchTarget, ResultTarget } from './hints.ts';
import { flowsKind, type Kind, kinds, tasksKind, toRows } from './kinds.ts';
import { readNewcomers } from './newcomers.ts';
import type { Window } from './windows.ts';

/** Employees who share a call, and the window that it asks for. */
interface EmployeeWindow {
  window: Window;
  readonly ids: Set<string>;
}

/**
 * The punches and results that events name: people of one day share a call. A punch changes the result of its day, and the
 * platform sends an event of a result only when its status changes (attendance.user_task.updated_v1), so both are read
 * again. Of people who are new, the lookback is read. No event reports a deletion.
 */
export function createAttendanceRefresher(settings: AttendanceConfig, directory: DirectoryFollower): Refresher {
  return {
    refresh: async function* (hints, read) {
      const punched: PunchTarget[] = [];
      const judged: ResultTarget[] = [];
      visitHints<AttendanceTargets>('attendance', hints, {
        punch: (target) => punched.push(target),
        result: (target) => judged.push(target),
      });
      const utcDay = (hint: { readonly checkTimeSeconds: number }): string => toDay(hint.checkTimeSeconds * 1000);
      const gather = <T extends Employee>(hints: readonly T[], how: GatherOptions<T>) => byDay(hints, how, settings);
      const punches = gather(punched, { dayOf: utcDay, windowOf: spanOfPunch });
      const results = gather(judged, {
        dayOf: ({ day }) => day,
        windowOf: ({ day }) => ({ unit: 'days', from: day, to: addDays(day, 1) }),
      });
      const punchedDays = gather(punched, { dayOf: utcDay, windowOf: (hint) => daysOfPunch(utcDay(hint)) });
      const query = new AttendanceQuery({
        client: read.client,
        signal: read.signal,
        problems: read.problems,
        settings,
        nowMs: read.clock.now(),
      });
      yield* ask(flowsKind, punches, { query, settings, read });
      yield* ask(tasksKind, [...punchedDays, ...results], { query, settings, read });
      yield* readNewcomers(hints, { settings, directory, query, kinds }, read);
    },
  };
}

interface GatherOptions<T> {
  readonly dayOf: (hint: T) => string;
  /** `before` is the window of the hints of that day so far. */
  readonly windowOf: (hint: T, before?: Window) => Window;
}

/** One window for each day, with all wanted employees of whom hints of that day tell. */
function byDay<T extends Employee>(
  hints: readonly T[],
  { dayOf, windowOf }: GatherOptions<T>,
  { employeeType, employeeIds }: AttendanceConfig,
): EmployeeWindow[] {
  const idOf = ({ employeeId, employeeNo }: T): string => (employeeType === 'employee_id' ? employeeId : employeeNo);
  const isWanted = (id: string): boolean => id !== '' && (employeeIds?.includes(id) ?? true);
  const days = new Map<string, EmployeeWindow>();
  for (const hint of hints.filter((one) => isWanted(idOf(one)))) {
    const known = days.get(dayOf(hint));
    const window = windowOf(hint, known?.window);
    if (known === undefined) days.set(dayOf(hint), { window, ids: new Set([idOf(hint)]) });
    else Object.assign(known, { window, ids: known.ids.add(idOf(hint)) });
  }
  return [...days.values()];
}

/** From the first to the last punch of a day, in seconds. */
function spanOfPunch({ checkTimeSeconds: at }: PunchTarget, before?: Window): Window {
  return {
    unit: 'seconds',
    from: before?.unit === 'seconds' ? Math.min(before.from, at) : at,
    to: before?.unit === 'seconds' ? Math.max(before.to, at + 1) : at + 1,
  };
}

/**
 * The days whose result a punch of this UTC day may belong to: the group's zone is not known here (UTC-12 to UTC+14), and
 * the end of a night shift belongs to the day before.
 */
function daysOfPunch(utcDay: string): Window {
  return { unit: 'days', from: addDays(utcDay, -2), to: addDays(utcDay, 2) };
}

interface AskOptions {
  readonly query: AttendanceQuery;
  readonly settings: AttendanceConfig;
  readonly read: FeedRead;
}

async function* ask(
  kind: Kind,
  windows: readonly EmployeeWindow[],
  { query, settings, read }: AskOptions,
): AsyncGenerator<Change, void, void> {
  const stream = kind.stream.name;
  if (!read.streams.has(stream)) return;
  for (const { window, ids } of windows) {
    for (const some of inBatches([...ids], idsPerCall)) {
      for await (const results of query.ask(kind, some, window)) {
        yield { kind: 'rows', stream, rows: toRows(kind, results, settings.employeeType, read.problems) };
      }
    }
  }
}
