import type { Row, Stream } from '../../model/stream.ts';
import { endpointLabel } from '../../open-platform/endpoint.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import {
  type JsonObject,
  type JsonValue,
  readArray,
  readJson,
  readObjects,
  readText,
  tryParseJson,
} from '../../util/json.ts';
import { toRow } from '../columns.ts';
import type { Problems } from '../problems.ts';
import { definitionStream } from './definition-stream.ts';
import { type InstanceKeys, readWidgets, toFormFieldRows } from './form-fields.ts';
import { commentsStream, instancesStream, tasksStream, timelineStream } from './streams.ts';

/** Stream name → the rows that one instance has there. */
export type InstanceRows = ReadonlyMap<string, readonly Row[]>;

/** What one detail answer yields: the rows of the wanted streams, and what could not be understood. */
interface InstanceReading {
  readonly rows: InstanceRows;
  /** The form is no JSON array: the instance is kept, its form fields are missing. */
  readonly formUnreadable: boolean;
}

/**
 * `payload` is the detail answer's `data`; `requested` names the code that was asked for, and its definition. A stream whose list
 * cannot be read is missing in the rows: what is known of it stays.
 */
export function readInstance(
  payload: JsonObject,
  requested: { readonly instanceCode: string; readonly approvalCode: string },
  wanted: ReadonlySet<string>,
  problems: Problems,
): InstanceReading {
  const keys: InstanceKeys = {
    instance_code: requested.instanceCode,
    approval_code: readText(payload, 'approval_code') ?? requested.approvalCode,
  };
  const widgets = wanted.has('approval_form_fields') ? readWidgets(payload.form) : [];
  const reading = { instants: 'ms', problems } as const;
  const entriesOf = (stream: Stream, key: string): JsonObject[] | undefined => {
    const entries = readObjects(payload, key);
    const lost = readArray(payload, key).length - entries.length;
    const where = `${endpointLabel(approvalEndpoints.getInstance)} (${requested.instanceCode}, \`${key}\`)`;
    problems.unreadable(stream.name, lost, where);
    return lost === 0 ? entries : undefined;
  };
  const makers: Readonly<Record<string, () => Row[] | undefined>> = {
    approval_instance_payloads: () => [{ ...keys, payload }],
    approval_instances: () => [{ ...toRow(instancesStream, payload, reading), ...keys }],
    approval_form_fields: () => (widgets === undefined ? undefined : toFormFieldRows(keys, widgets)),
    approval_tasks: () => {
      const entries = entriesOf(tasksStream, 'task_list');
      return (
        entries &&
        withIds(entries).map(([id, task]) => ({ ...toRow(tasksStream, task, reading), ...keys, task_id: id }))
      );
    },
    approval_timeline: () =>
      entriesOf(timelineStream, 'timeline')?.map((entry, sequence) => {
        const row = toRow(timelineStream, entry, reading);
        return { ...row, ...keys, sequence, ext: readJsonText(entry, 'ext') };
      }),
    approval_comments: () => {
      const entries = entriesOf(commentsStream, 'comment_list');
      return (
        entries &&
        withIds(entries).map(([id, one]) => ({ ...toRow(commentsStream, one, reading), ...keys, comment_id: id }))
      );
    },
  };
  const rows = new Map<string, readonly Row[]>();
  for (const [stream, make] of Object.entries(makers)) {
    const made = wanted.has(stream) ? make() : undefined;
    if (made !== undefined) rows.set(stream, made);
  }
  return { rows, formUnreadable: widgets === undefined };
}

/** `data` is the definition answer's `data`, which does not repeat the code that was asked for. */
export function toDefinitionRow(approvalCode: string, data: JsonObject, problems: Problems): Row {
  const row = toRow(definitionStream, data, { problems });
  return { ...row, approval_code: approvalCode, form: readJsonText(data, 'form') };
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
