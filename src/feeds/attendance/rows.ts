import { createHash } from 'node:crypto';
import type { Row } from '../../model/stream.ts';
import { type JsonObject, readNumber, readText } from '../../util/json.ts';
import { toRfc3339 } from '../../util/timestamps.ts';
import { toRow } from '../columns.ts';
import { flowsStream, groupsStream, shiftsStream, tasksStream } from './streams.ts';

/** What tells one punch from another when the platform gives no record id. */
const punchParts = ['user_id', 'check_time', 'type', 'creator_id', 'location_name', 'device_id', 'external_id'];
const resultParts = ['user_id', 'day', 'group_id', 'shift_id'];
/** Seconds do not reach so far; the documentation does not say in which unit `create_time` would come. */
const smallestMs = 100_000_000_000;

/** `employeeType` says what kind of id `user_id` is. */
export function toFlowRow(flow: JsonObject, employeeType: string): Row {
  const row = toRow(flowsStream.columns, flow);
  const created = readNumber(flow, 'create_time');
  return {
    ...row,
    record_id: row.record_id ?? toSurrogate(flow, punchParts),
    employee_type: employeeType,
    create_time: created === null || created < smallestMs ? (row.create_time ?? null) : toRfc3339(created),
  };
}

export function toTaskRow(task: JsonObject, employeeType: string): Row {
  const row = toRow(tasksStream.columns, task);
  return {
    ...row,
    result_id: row.result_id ?? toSurrogate(task, resultParts),
    employee_type: employeeType,
  };
}

/** `listed` is the group as its list tells it; `detail` what the group's own endpoint adds. */
export function toGroupRow(listed: JsonObject, detail: JsonObject): Row {
  const keys = { rest_clock_in_need_approval: 'rest_clockIn_need_approval', clock_in_need_photo: 'clockIn_need_photo' };
  return toRow(groupsStream.columns, { ...listed, ...detail }, keys);
}

export function toShiftRow(shift: JsonObject): Row {
  return toRow(shiftsStream.columns, shift);
}

/** The same record gives the same key in every run. */
function toSurrogate(record: JsonObject, parts: readonly string[]): string {
  const text = JSON.stringify(parts.map((part) => readText(record, part)));
  return `sha256-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}
