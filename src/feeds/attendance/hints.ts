import type { HintsOf } from '../hints.ts';

export interface Employee {
  readonly employeeId: string;
  readonly employeeNo: string;
}

export interface PunchTarget extends Employee {
  readonly checkTimeSeconds: number;
}

export interface ResultTarget extends Employee {
  /** `YYYY-MM-DD` */
  readonly day: string;
}

export interface AttendanceTargets {
  readonly punch: PunchTarget;
  readonly result: ResultTarget;
}

export type AttendanceHint = HintsOf<AttendanceTargets>;
