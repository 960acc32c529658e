import type { Row } from '../../model/stream.ts';
import {
  type JsonObject,
  type JsonValue,
  readBoolean,
  readJson,
  readObjects,
  readText,
  tryParseJson,
} from '../../util/json.ts';
import { readMsTimestamp } from '../../util/timestamps.ts';
import { type InstanceKeys, readWidgets, toFormFieldRows } from './form-fields.ts';

/** Stream name → the rows that one instance has there. */
export type InstanceRows = ReadonlyMap<string, readonly Row[]>;

/** What one detail answer yields: the rows of the wanted streams, and what could not be understood. */
export interface InstanceReading {
  readonly rows: InstanceRows;
  /** The form is no JSON array: the instance is kept, its form fields are missing. */
  readonly formUnreadable: boolean;
}

/** `payload` is the detail answer's `data`; `requested` names the code that was asked for, and its definition. */
export function readInstance(
  payload: JsonObject,
  requested: { readonly instanceCode: string; readonly approvalCode: string },
  wanted: ReadonlySet<string>,
): InstanceReading {
  const keys: InstanceKeys = {
    instance_code: requested.instanceCode,
    approval_code: readText(payload, 'approval_code') ?? requested.approvalCode,
  };
  const widgets = wanted.has('approval_form_fields') ? readWidgets(payload.form) : [];
  const makers: Readonly<Record<string, () => Row[]>> = {
    approval_instance_payloads: () => [{ ...keys, payload }],
    approval_instances: () => [toInstanceRow(keys, payload)],
    approval_form_fields: () => toFormFieldRows(keys, widgets ?? []),
    approval_tasks: () => toTaskRows(keys, payload),
    approval_timeline: () => toTimelineRows(keys, payload),
    approval_comments: () => toCommentRows(keys, payload),
  };
  const rows = new Map<string, readonly Row[]>();
  for (const [stream, make] of Object.entries(makers)) {
    if (wanted.has(stream)) rows.set(stream, make());
  }
  return { rows, formUnreadable: widgets === undefined };
}

function toInstanceRow(keys: InstanceKeys, payload: JsonObject): Row {
  return {
    ...keys,
    approval_name: readText(payload, 'approval_name'),
    status: readText(payload, 'status'),
    serial_number: readText(payload, 'serial_number'),
    uuid: readText(payload, 'uuid'),
    user_id: readText(payload, 'user_id'),
    open_id: readText(payload, 'open_id'),
    department_id: readText(payload, 'department_id'),
    start_time: readMsTimestamp(payload, 'start_time'),
    end_time: readMsTimestamp(payload, 'end_time'),
    reverted: readBoolean(payload, 'reverted'),
    reverted_instance_code: readText(payload, 'reverted_instance_code'),
    modified_instance_code: readText(payload, 'modified_instance_code'),
  };
}

function toTaskRows(keys: InstanceKeys, payload: JsonObject): Row[] {
  return withIds(readObjects(payload, 'task_list')).map(([taskId, task]) => ({
    ...keys,
    task_id: taskId,
    node_id: readText(task, 'node_id'),
    node_name: readText(task, 'node_name'),
    custom_node_id: readText(task, 'custom_node_id'),
    type: readText(task, 'type'),
    status: readText(task, 'status'),
    user_id: readText(task, 'user_id'),
    open_id: readText(task, 'open_id'),
    start_time: readMsTimestamp(task, 'start_time'),
    end_time: readMsTimestamp(task, 'end_time'),
  }));
}

function toTimelineRows(keys: InstanceKeys, payload: JsonObject): Row[] {
  return readObjects(payload, 'timeline').map((entry, sequence) => ({
    ...keys,
    sequence,
    type: readText(entry, 'type'),
    create_time: readMsTimestamp(entry, 'create_time'),
    user_id: readText(entry, 'user_id'),
    open_id: readText(entry, 'open_id'),
    task_id: readText(entry, 'task_id'),
    node_key: readText(entry, 'node_key'),
    comment: readText(entry, 'comment'),
    user_id_list: readJson(entry, 'user_id_list'),
    open_id_list: readJson(entry, 'open_id_list'),
    cc_user_list: readJson(entry, 'cc_user_list'),
    ext: readJsonText(entry, 'ext'),
    files: readJson(entry, 'files'),
  }));
}

function toCommentRows(keys: InstanceKeys, payload: JsonObject): Row[] {
  return withIds(readObjects(payload, 'comment_list')).map(([commentId, comment]) => ({
    ...keys,
    comment_id: commentId,
    user_id: readText(comment, 'user_id'),
    open_id: readText(comment, 'open_id'),
    comment: readText(comment, 'comment'),
    create_time: readMsTimestamp(comment, 'create_time'),
    files: readJson(comment, 'files'),
  }));
}

/** `data` is the definition answer's `data`, which does not repeat the code that was asked for. */
export function toDefinitionRow(approvalCode: string, data: JsonObject): Row {
  return {
    approval_code: approvalCode,
    approval_name: readText(data, 'approval_name'),
    status: readText(data, 'status'),
    form: readJsonText(data, 'form'),
    node_list: readJson(data, 'node_list'),
    viewers: readJson(data, 'viewers'),
  };
}

/** A key for each entry: its id, or its position when there is none; a repeated id gets a suffix. */
function withIds(entries: readonly JsonObject[]): [string, JsonObject][] {
  const seen = new Set<string>();
  return entries.map((entry, position) => {
    let id = readText(entry, 'id') ?? `#${position}`;
    for (let times = 2; seen.has(id); times++) id = `${readText(entry, 'id') ?? ''}#${times}`;
    seen.add(id);
    return [id, entry];
  });
}

/** The JSON that stands at `key` as text; text that is no JSON stays text. */
function readJsonText(from: JsonObject, key: string): JsonValue {
  const value = readJson(from, key);
  if (typeof value !== 'string') return value;
  return value === '' ? null : (tryParseJson(value) ?? value);
}
