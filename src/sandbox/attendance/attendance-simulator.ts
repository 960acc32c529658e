import type { Publish } from '../events/tenant-event.ts';
import type { ContactRange } from '../people/contact-range.ts';
import type { Directory } from '../people/directory.ts';
import type { Person } from '../people/person.ts';
import { hash32 } from '../random.ts';
import type { ResolvedSandboxOptions } from '../sandbox-options.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import { flowEvent, resultEvent } from './attendance-events.ts';
import { type DayRecord, dayRecord, type Half, overtimeRecord, patched, type ResultPatch } from './day-record.ts';
import { attendanceId, type Flow, type FlowShape, flowPayload, flowTypes } from './flow.ts';
import { generatePunches, isOnLeave } from './generate-punches.ts';
import { Roster } from './roster.ts';
import { dayAt, dayOfNumber, dayToNumber, startOfDay } from './work-day.ts';

/** The values of the parameter `employee_type`. `employee_id` is what Contact calls `user_id`. */
export type EmployeeType = 'employee_id' | 'employee_no';

/** [fromSeconds, toSeconds) of check_time. */
interface FlowWindow {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly employeeType?: EmployeeType;
}

/** Days as 20261120, both included. */
interface DayWindow {
  readonly fromDay: number;
  readonly toDay: number;
  readonly employeeType?: EmployeeType;
  readonly withOvertime?: boolean;
}

/** What a test may set of a punch that it adds or corrects. */
type FlowPatch = Partial<Omit<Flow, 'recordId' | 'person' | 'day'>>;

/** Attendance: punches and results generated per person and day, and everything that changes afterwards. */
export class AttendanceSimulator {
  readonly roster: Roster;
  readonly #options: ResolvedSandboxOptions;
  readonly #directory: Directory;
  readonly #firstDay: number;
  readonly #gone = new Set<string>();
  readonly #written = new Map<number, Flow[]>();
  readonly #patches = new Map<string, ResultPatch>();
  readonly #range: () => ContactRange;
  readonly #publish: Publish;
  #added = 0;

  constructor(
    options: ResolvedSandboxOptions,
    {
      directory,
      range,
      publish,
    }: { readonly directory: Directory; readonly range: () => ContactRange; readonly publish: Publish },
  ) {
    this.#publish = publish;
    this.#options = options;
    this.#directory = directory;
    this.#range = range;
    this.#firstDay = dayAt(options.startedAtMs / 1000) - options.attendance.days;
    this.roster = new Roster(options.seed);
  }

  /** Generated punches end here: where the sandbox started, or now when attendance is `live`. */
  get limitSeconds(): number {
    return Math.floor((this.#options.attendance.live ? this.#options.now() : this.#options.startedAtMs) / 1000);
  }

  /** A person's valid punches in the window, in no promised order. */
  flowsOf(person: Person, { fromSeconds, toSeconds }: FlowWindow): readonly Flow[] {
    const first = Math.max(this.#firstDayOf(person), dayAt(fromSeconds) - 1);
    const last = Math.min(dayAt(this.limitSeconds), dayAt(toSeconds));
    const flows: Flow[] = [];
    for (let day = first; day <= last; day++) flows.push(...this.#generated(person.index, day));
    flows.push(...(this.#written.get(person.index) ?? []));
    return flows.filter((flow) => flow.checkTimeSeconds >= fromSeconds && flow.checkTimeSeconds < toSeconds);
  }

  flowPayload(flow: Flow, person: Person, employeeType: EmployeeType): Record<string, unknown> {
    return flowPayload(flow, this.#shape(flow, person, employeeType));
  }

  /** A person's daily results as `user_tasks/query` writes them. */
  *tasksOf(person: Person, window: DayWindow): Generator<Record<string, unknown>, void, undefined> {
    const first = Math.max(this.#firstDayOf(person), dayOfNumber(window.fromDay) ?? 0);
    const last = Math.min(dayAt(this.limitSeconds), dayOfNumber(window.toDay) ?? -1);
    for (let day = first; day <= last; day++) {
      const task = this.#task(person, day, window);
      if (task !== undefined) yield task;
    }
  }

  /** Every punch in the window of everybody who works here and is in the attendance range. */
  *apiFlows(window: FlowWindow): Generator<Record<string, unknown>, void, undefined> {
    for (const person of this.#people()) {
      for (const flow of this.flowsOf(person, window)) {
        yield this.flowPayload(flow, person, window.employeeType ?? 'employee_id');
      }
    }
  }

  *apiTasks(window: DayWindow): Generator<Record<string, unknown>, void, undefined> {
    for (const person of this.#people()) yield* this.tasksOf(person, window);
  }

  /** A punch that arrives late, as an import (type 7) unless `patch` says otherwise. Returns its record_id. */
  addFlow(openId: string, checkTimeSeconds: number, patch: FlowPatch = {}): string {
    const { index } = this.#require(openId);
    const day = this.#workDay(index, checkTimeSeconds);
    const serial = this.#added++;
    const recordId = attendanceId(this.#options.seed, 'flow', serial, day, 9);
    const imported: Flow = {
      recordId,
      person: index,
      day,
      checkTimeSeconds,
      locationName: '门禁 Door 2',
      comment: '',
      ssid: '',
      bssid: '',
      isField: false,
      isWifi: false,
      type: flowTypes.imported,
      photoUrls: [],
      deviceId: '',
      checkResult: 'Normal',
      externalId: `door-${serial}`,
      idempotentId: `import-${serial}`,
    };
    const flow: Flow = { ...imported, ...patch };
    this.#write(flow);
    this.#publish(flowEvent(this.flowPayload(flow, this.#require(openId), 'employee_id'), this.#require(openId)));
    return recordId;
  }

  /** Changes a punch; its record_id stays. */
  correctFlow(openId: string, recordId: string, patch: FlowPatch): void {
    const { index } = this.#require(openId);
    const old = this.#flow(openId, recordId);
    this.#remove(old);
    const checkTimeSeconds = patch.checkTimeSeconds ?? old.checkTimeSeconds;
    const day = patch.checkTimeSeconds === undefined ? old.day : this.#workDay(index, checkTimeSeconds);
    this.#write({ ...old, ...patch, day });
  }

  deleteFlow(openId: string, recordId: string): void {
    this.#remove(this.#flow(openId, recordId));
  }

  /** Sets a day's result by hand; `day` as 20261120. Returns the result_id. */
  changeResult(openId: string, day: number, patch: ResultPatch): string {
    const number = dayOfNumber(day);
    if (number === undefined) throw new SandboxUseError(`${day} is no day: write it as 20261120`);
    const person = this.#require(openId);
    const resultId = attendanceId(this.#options.seed, 'result', person.index, number, 0);
    this.#patches.set(resultId, { ...this.#patches.get(resultId), ...patch });
    this.#publish(resultEvent(person, { day, resultId, status: patch.checkInResult ?? 'Normal' }));
    return resultId;
  }

  #generated(person: number, day: number): readonly Flow[] {
    const { seed } = this.#options;
    const limit = this.limitSeconds;
    const flows = generatePunches(seed, person, day, this.roster.dutyOf(person, day));
    return flows.filter((flow) => flow.checkTimeSeconds <= limit && !this.#gone.has(flow.recordId));
  }

  #task(person: Person, day: number, window: DayWindow): Record<string, unknown> | undefined {
    const { seed } = this.#options;
    const { index } = person;
    const duty = this.roster.dutyOf(index, day);
    const written = (this.#written.get(index) ?? []).filter((flow) => flow.day === day);
    const flows = [...this.#generated(index, day), ...written];
    if (!duty.isWorkDay && !duty.showsRestDays && flows.length === 0) return undefined;
    const resultId = attendanceId(seed, 'result', index, day, 0);
    const onLeave = flows.length === 0 && isOnLeave(seed, index, day);
    const situation = { duty, day, flows, onLeave, limitSeconds: this.limitSeconds };
    const normal = patched(dayRecord(situation), this.#patches.get(resultId));
    const overtime = window.withOvertime ? overtimeRecord(normal) : undefined;
    const employeeType = window.employeeType ?? 'employee_id';
    const records = overtime === undefined ? [normal] : [normal, overtime];
    return {
      result_id: resultId,
      user_id: employeeIdOf(person, employeeType),
      employee_name: person.name,
      day: dayToNumber(day),
      group_id: duty.groupId,
      shift_id: duty.shift.id,
      records: records.map((record) => this.#recordPayload(record, person, employeeType)),
    };
  }

  #recordPayload(
    { comes, goes, shiftType }: DayRecord,
    person: Person,
    employeeType: EmployeeType,
  ): Record<string, unknown> {
    const written = (half: Half, name: 'check_in' | 'check_out'): Record<string, unknown> => ({
      [`${name}_record_id`]: half.flow?.recordId ?? '',
      ...(half.flow === undefined ? {} : { [`${name}_record`]: this.flowPayload(half.flow, person, employeeType) }),
      [`${name}_result`]: half.result,
      [`${name}_result_supplement`]: half.supplement,
      [`${name}_shift_time`]: String(half.shiftTimeSeconds),
    });
    return { ...written(comes, 'check_in'), ...written(goes, 'check_out'), task_shift_type: shiftType };
  }

  #shape(flow: Flow, person: Person, employeeType: EmployeeType): FlowShape {
    const isBare = this.#options.switches.flowsWithoutRecordId && hash32(1, flow.recordId) % 25 === 0;
    const needsAdmin = flow.type === flowTypes.admin;
    return {
      userId: employeeIdOf(person, employeeType),
      adminId: needsAdmin ? employeeIdOf(this.#directory.personAt(0), employeeType) : '',
      withRecordId: !isBare,
    };
  }

  /** A night shift's last punch belongs to the day before. */
  #workDay(person: number, seconds: number): number {
    const day = dayAt(seconds);
    const before = this.roster.dutyOf(person, day - 1).shift;
    const isNightEnd = before.offMinutes > 1_440 && seconds < startOfDay(day) + 12 * 3_600;
    return isNightEnd ? day - 1 : day;
  }

  #firstDayOf(person: Person): number {
    return Math.max(this.#firstDay, dayAt(person.joinTimeSeconds));
  }

  *#people(): Generator<Person, void, undefined> {
    const range = this.#range();
    for (const person of this.#directory.people()) if (range.seesPerson(person)) yield person;
  }

  #flow(openId: string, recordId: string): Flow {
    const person = this.#require(openId);
    const whole = { fromSeconds: 0, toSeconds: Number.MAX_SAFE_INTEGER };
    const flow = this.flowsOf(person, whole).find((candidate) => candidate.recordId === recordId);
    if (flow === undefined)
      throw new SandboxUseError(`${openId} has no punch ${recordId}: take one from attendance.flowsOf()`);
    return flow;
  }

  #write(flow: Flow): void {
    const flows = this.#written.get(flow.person);
    if (flows === undefined) this.#written.set(flow.person, [flow]);
    else flows.push(flow);
  }

  #remove(flow: Flow): void {
    this.#gone.add(flow.recordId);
    const rest = (this.#written.get(flow.person) ?? []).filter((other) => other.recordId !== flow.recordId);
    this.#written.set(flow.person, rest);
  }

  #require(openId: string): Person {
    const person = this.#directory.byId(openId, 'open_id');
    if (person === undefined)
      throw new SandboxUseError(`No person has the open_id ${openId}: take one from directory.people()`);
    return person;
  }
}

function employeeIdOf(person: Person, type: EmployeeType): string {
  return type === 'employee_no' ? person.employeeNo : person.userId;
}
