import type { HintsOf } from '../hints.ts';

/** The two ids that an event carries; which of them is used depends on `employee_id_type`. */
export interface Employee {
  readonly employeeId: string;
  readonly employeeNo: string;
}

/** One punch, found again by person and second. */
export interface PunchTarget extends Employee {
  readonly checkTimeSeconds: number;
}

/** One person's results of one day. */
export interface ResultTarget extends Employee {
  /** `YYYY-MM-DD` */
  readonly day: string;
}

/** What an Attendance event can point at, by kind of hint. */
export interface AttendanceTargets {
  readonly punch: PunchTarget;
  readonly result: ResultTarget;
}

/** One hint of any kind of `AttendanceTargets`. */
export type AttendanceHint = HintsOf<AttendanceTargets>;
