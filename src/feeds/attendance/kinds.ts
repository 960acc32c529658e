import type { Row, Stream } from '../../model/stream.ts';
import { type Endpoint, endpointLabel } from '../../open-platform/endpoint.ts';
import { attendanceEndpoints } from '../../open-platform/endpoints/attendance.ts';
import type { JsonObject } from '../../util/json.ts';
import type { Problems } from '../problems.ts';
import { addDays } from './days.ts';
import { isFlow, isTask, toFlowRow, toTaskRow } from './rows.ts';
import type { KindName } from './slices.ts';
import { flowsStream, tasksStream } from './streams.ts';
import { punchWindows, resultWindows, type Span, type Window } from './windows.ts';

/** Punches and daily results are asked for in the same way: people by fifties, windows of time, no pages. */
export interface Kind {
  readonly stream: Stream;
  /** Its slices are told apart by it. */
  readonly name: KindName;
  readonly endpoint: Endpoint;
  readonly listKey: string;
  /** The column that windows are ranges of. */
  readonly timeColumn: string;
  /** How many rows a person has in a day, until the read has an average of its own. */
  readonly rowsPerDay: number;
  readonly query: Readonly<Record<string, string | boolean>>;
  toWindows(span: Span): Window[];
  toBody(window: Window): JsonObject;
  /** Whether the result names its person and its day. */
  isRecord(result: JsonObject): boolean;
  toRow(result: JsonObject, employeeType: string, problems: Problems): Row;
}

/** Punches: asked for by instants. */
export const flowsKind: Kind = {
  stream: flowsStream,
  name: 'user_flows',
  endpoint: attendanceEndpoints.queryUserFlows,
  listKey: 'user_flow_results',
  timeColumn: 'check_time',
  rowsPerDay: 4,
  query: {},
  toWindows: punchWindows,
  toBody: (window) => ({ check_time_from: String(window.from), check_time_to: String(window.to) }),
  isRecord: isFlow,
  toRow: toFlowRow,
};

/** Results: asked for by days. */
export const tasksKind: Kind = {
  stream: tasksStream,
  name: 'user_tasks',
  endpoint: attendanceEndpoints.queryUserTasks,
  listKey: 'user_task_results',
  timeColumn: 'day',
  rowsPerDay: 1,
  // Ids that the platform refuses are reported beside the results instead of failing the call.
  query: { ignore_invalid_users: true },
  toWindows: resultWindows,
  toBody: toDays,
  isRecord: isTask,
  toRow: toTaskRow,
};

/** The rows of results; what is no record is noted. */
export function toRows(kind: Kind, results: readonly JsonObject[], employeeType: string, problems: Problems): Row[] {
  const records = results.filter((result) => kind.isRecord(result));
  problems.unreadable(kind.stream.name, results.length - records.length, endpointLabel(kind.endpoint));
  return records.map((record) => kind.toRow(record, employeeType, problems));
}

/** What is asked for by people and windows of time; groups and shifts are not. */
export const kinds: readonly Kind[] = [flowsKind, tasksKind];

/** Days as numbers yyyyMMdd, both included. */
function toDays(window: Window): JsonObject {
  if (window.unit !== 'days') return {};
  const asNumber = (day: string): number => Number(day.replaceAll('-', ''));
  return {
    check_date_from: asNumber(window.from),
    check_date_to: asNumber(addDays(window.to, -1)),
    need_overtime_result: true,
  };
}
