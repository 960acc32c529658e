import { createHash } from 'node:crypto';
import type { Row } from '../../model/stream.ts';
import { type JsonObject, numberOf, readText } from '../../util/json.ts';
import { toRfc3339 } from '../../util/timestamps.ts';
import { toRow } from '../columns.ts';
import type { Problems } from '../problems.ts';
import { flowsStream, groupsStream, shiftsStream, tasksStream } from './streams.ts';

/** What distinguishes one punch from another when the platform gives no record id. */
const punchParts = ['user_id', 'check_time', 'type', 'creator_id', 'location_name', 'device_id', 'external_id'];
const resultParts = ['user_id', 'day', 'group_id', 'shift_id'];
/** Seconds do not reach so far; the documentation does not say in which unit `create_time` would come. */
const minMs = 100_000_000_000;

/** `employeeType` says what kind of id `user_id` is. */
export function toFlowRow(flow: JsonObject, employeeType: string, problems: Problems): Row {
  const { create_time: _, ...known } = flow;
  const row = toRow(flowsStream, known, { problems });
  return {
    ...row,
    record_id: row.record_id ?? toSurrogate(flow, punchParts),
    employee_type: employeeType,
    create_time: createTime(flow, problems),
  };
}

/** A result that carries no id gets a surrogate made of what identifies it. */
export function toTaskRow(task: JsonObject, employeeType: string, problems: Problems): Row {
  const row = toRow(tasksStream, task, { problems });
  return {
    ...row,
    result_id: row.result_id ?? toSurrogate(task, resultParts),
    employee_type: employeeType,
  };
}

/** `listed` is the group as the list shows it; `detail` what the group's own endpoint adds. */
export function toGroupRow(listed: JsonObject, detail: JsonObject, problems: Problems): Row {
  const keys = { rest_clock_in_need_approval: 'rest_clockIn_need_approval', clock_in_need_photo: 'clockIn_need_photo' };
  return toRow(groupsStream, { ...listed, ...detail }, { keys, problems });
}

/** Values that fit no column become null and are noted in `problems`. */
export function toShiftRow(shift: JsonObject, problems: Problems): Row {
  return toRow(shiftsStream, shift, { problems });
}

/** Without an id, the key is made of what distinguishes one record from another; a record without even that is none. */
export function isFlow(flow: JsonObject): boolean {
  return isIdentified(flow, 'record_id', ['user_id', 'check_time']);
}

/** Whether it can be distinguished from others: by its id, or by person and day. */
export function isTask(task: JsonObject): boolean {
  return isIdentified(task, 'result_id', ['user_id', 'day']);
}

function isIdentified(record: JsonObject, id: string, parts: readonly string[]): boolean {
  return readText(record, id) !== null || parts.every((part) => readText(record, part) !== null);
}

function createTime(flow: JsonObject, problems: Problems): string | null {
  const created = numberOf(flow.create_time);
  if (created === null || created === 0) return null;
  const time = created === undefined ? null : toRfc3339(created < minMs ? created * 1000 : created);
  if (time === null) problems.unfit(flowsStream.name, 'create_time');
  return time;
}

/** The same record gives the same key in every run. */
function toSurrogate(record: JsonObject, parts: readonly string[]): string {
  const text = JSON.stringify(parts.map((part) => readText(record, part)));
  return `sha256-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}
