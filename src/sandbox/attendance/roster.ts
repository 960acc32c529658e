import { hash32, randomFor } from '../random.ts';
import { weekday } from './work-day.ts';

/** The hours of a work day. In a flexible shift an hour early or late is no fault. */
export interface Shift {
  readonly id: string;
  readonly name: string;
  /** Minutes after midnight; an end after 24:00 lies on the next calendar day. */
  readonly onMinutes: number;
  readonly offMinutes: number;
  readonly isFlexible: boolean;
}

/** The shifts of a group of people, which take turns by the week, and the days on which they work; 0 is Sunday. */
export interface AttendanceGroup {
  readonly id: string;
  readonly name: string;
  readonly shifts: readonly Shift[];
  readonly workDays: readonly number[];
  /** Rest days have a result row too (NoNeedCheck). */
  readonly showsRestDays: boolean;
}

/** One person's plan for one day. */
export interface Duty {
  readonly groupId: string;
  readonly shift: Shift;
  readonly isWorkDay: boolean;
  readonly showsRestDays: boolean;
}

/** The platform's ids for "in no group" and "default shift" (attendance-v1 user_task/query). */
const noGroupId = '1';
const defaultShift: Shift = { id: '9', name: '默认班次', onMinutes: 540, offMinutes: 1080, isFlexible: false };

/** Who works when: decided for each person and day alone. */
export class Roster {
  readonly groups: readonly AttendanceGroup[];
  readonly shifts: readonly Shift[];
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    const shift = (name: string, onMinutes: number, offMinutes: number, isFlexible = false): Shift => {
      return { id: randomFor(seed, 'shift', name).digits(19), name, onMinutes, offMinutes, isFlexible };
    };
    const office = shift('行政班 Office', 540, 1080);
    const early = shift('早班 Early', 450, 990);
    const night = shift('夜班 Night', 1200, 1740);
    const flexible = shift('弹性班 Flexible', 600, 1140, true);
    this.shifts = [office, early, night, flexible];
    const group = (name: string, shifts: readonly Shift[], workDays: readonly number[]): AttendanceGroup => {
      return {
        id: randomFor(seed, 'rule', name).digits(19),
        name,
        shifts,
        workDays,
        showsRestDays: workDays.length > 5,
      };
    };
    this.groups = [
      group('总部考勤组', [office], [1, 2, 3, 4, 5]),
      group('工厂考勤组 Factory', [early, night], [1, 2, 3, 4, 5, 6]),
      group('研发弹性组', [flexible], [1, 2, 3, 4, 5]),
    ];
  }

  dutyOf(person: number, day: number): Duty {
    const group = this.#groupOf(person);
    if (group === undefined)
      return { groupId: noGroupId, shift: defaultShift, isWorkDay: weekday(day) % 6 !== 0, showsRestDays: false };
    // Factory crews change between the early and the night shift every week.
    const turn = Math.floor((day + 3) / 7) + person;
    const shift = group.shifts[turn % group.shifts.length] ?? defaultShift;
    return {
      groupId: group.id,
      shift,
      isWorkDay: group.workDays.includes(weekday(day)),
      showsRestDays: group.showsRestDays,
    };
  }

  #groupOf(person: number): AttendanceGroup | undefined {
    const share = hash32(this.#seed, 'roster', person) % 100;
    if (share < 45) return this.groups[0];
    if (share < 70) return this.groups[1];
    return share < 97 ? this.groups[2] : undefined;
  }
}
