import { type Flow, flowTypes } from './flow.ts';
import type { Duty } from './roster.ts';
import { startOfDay } from './work-day.ts';

/** What an administrator may set in a day's result. */
export interface ResultPatch {
  readonly checkInResult?: string;
  readonly checkOutResult?: string;
  readonly checkInSupplement?: string;
  readonly checkOutSupplement?: string;
}

/** One half of a day's record: coming or going. */
export interface Half {
  readonly flow: Flow | undefined;
  readonly result: string;
  readonly supplement: string;
  readonly shiftTimeSeconds: number;
}

/** One segment of a day: its coming and its going, each with its own result. */
export interface DayRecord {
  readonly comes: Half;
  readonly goes: Half;
  /** 0 normal, 1 overtime. */
  readonly shiftType: 0 | 1;
}

/** What the result of a day follows from. `day` counts from 1970-01-01, as `dayAt` gives it. */
interface DaySituation {
  readonly duty: Duty;
  readonly day: number;
  readonly flows: readonly Flow[];
  readonly onLeave: boolean;
  /** Until when the day has been lived. */
  readonly limitSeconds: number;
}

const graceSeconds = 60;
const overtimeSeconds = 2 * 3_600;

/** The result of a day follows from its valid punches; that is why late imports and corrections change past days. */
export function dayRecord(situation: DaySituation): DayRecord {
  const { duty, day, flows } = situation;
  const on = startOfDay(day) + duty.shift.onMinutes * 60;
  const off = startOfDay(day) + duty.shift.offMinutes * 60;
  const middle = (on + off) / 2;
  const sorted = [...flows].sort((one, other) => one.checkTimeSeconds - other.checkTimeSeconds);
  const first = sorted.find((flow) => flow.checkTimeSeconds < middle);
  const last = sorted.findLast((flow) => flow.checkTimeSeconds >= middle);
  const allowance = duty.shift.isFlexible ? 3_600 : graceSeconds;
  const comes = first !== undefined && first.checkTimeSeconds > on + allowance ? 'Late' : 'Normal';
  const goes = last !== undefined && last.checkTimeSeconds < off - allowance ? 'Early' : 'Normal';
  return {
    comes: half(situation, first, comes, on),
    goes: half(situation, last, goes, off),
    shiftType: 0,
  };
}

/** The overtime segment after a long day; it shares the punch of going with the normal one. */
export function overtimeRecord(normal: DayRecord): DayRecord | undefined {
  const { flow, shiftTimeSeconds } = normal.goes;
  if (flow === undefined || flow.checkTimeSeconds < shiftTimeSeconds + overtimeSeconds) return undefined;
  const start: Half = { flow: undefined, result: 'NoNeedCheck', supplement: 'None', shiftTimeSeconds };
  return { comes: start, goes: { ...normal.goes, result: 'Normal' }, shiftType: 1 };
}

/**
 * The result as an administrator has set it. A half whose result was set gets the supplement `ManagerModification`, unless a
 * supplement was set too.
 */
export function patched(record: DayRecord, patch: ResultPatch | undefined): DayRecord {
  if (patch === undefined) return record;
  const change = (half: Half, result: string | undefined, supplement: string | undefined): Half => ({
    ...half,
    result: result ?? half.result,
    supplement: supplement ?? (result === undefined ? half.supplement : 'ManagerModification'),
  });
  return {
    ...record,
    comes: change(record.comes, patch.checkInResult, patch.checkInSupplement),
    goes: change(record.goes, patch.checkOutResult, patch.checkOutSupplement),
  };
}

function half(situation: DaySituation, flow: Flow | undefined, judged: string, shiftTimeSeconds: number): Half {
  if (flow === undefined) return { flow, ...missing(situation, shiftTimeSeconds), shiftTimeSeconds };
  const result =
    flow.type === flowTypes.system ? 'SystemCheck' : flow.type === flowTypes.noClockOutNeeded ? 'NoNeedCheck' : judged;
  return {
    flow,
    result: situation.duty.isWorkDay ? result : 'NoNeedCheck',
    supplement: supplementOf(flow),
    shiftTimeSeconds,
  };
}

function missing(
  situation: DaySituation,
  shiftTimeSeconds: number,
): { readonly result: string; readonly supplement: string } {
  if (!situation.duty.isWorkDay) return { result: 'NoNeedCheck', supplement: 'None' };
  if (situation.onLeave) return { result: 'NoNeedCheck', supplement: 'Leave' };
  return { result: situation.limitSeconds < shiftTimeSeconds ? 'Todo' : 'Lack', supplement: 'None' };
}

function supplementOf(flow: Flow): string {
  if (flow.type === flowTypes.admin) return 'ManagerModification';
  if (flow.type === flowTypes.remedy) return 'CardReplacement';
  return flow.isField ? 'FieldPunch' : 'None';
}
