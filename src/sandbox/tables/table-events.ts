import type { JsonObject } from '../../util/json.ts';
import type { TenantEvent } from '../events/tenant-event.ts';
import type { Cell, Field } from './field.ts';
import type { SandboxTable } from './sandbox-table.ts';

/** Where a change happened, when, and who made it. */
export interface Place {
  readonly appToken: string;
  readonly table: SandboxTable;
  readonly nowMs: number;
  readonly operatorOpenId: string;
}

/** The `action` of an entry of `action_list`. */
type RecordAction = 'record_added' | 'record_edited' | 'record_deleted';

function event(type: string, { appToken, table, nowMs, operatorOpenId }: Place, actions: JsonObject[]): TenantEvent {
  const operator = { open_id: operatorOpenId, union_id: operatorOpenId.replace(/^ou_/, 'on_') };
  return {
    type,
    schema: '2.0',
    subject: { kind: 'file', id: appToken },
    body: {
      file_type: 'bitable',
      file_token: appToken,
      table_id: table.id,
      revision: table.revision,
      operator_id: operator,
      action_list: actions,
      subscriber_id_list: [operator],
      update_time: Math.floor(nowMs / 1000),
    },
  };
}

/** Values are texts that hold JSON, by field id; formulas neither fire nor appear. Source: bitable_record_changed. */
export function recordEvent(
  place: Place,
  action: RecordAction,
  recordId: string,
  cells: ReadonlyMap<string, Cell> = new Map(),
): TenantEvent {
  const values = [...cells].map(([fieldId, cell]) => ({ field_id: fieldId, field_value: JSON.stringify(cell ?? '') }));
  const after = action === 'record_deleted' ? {} : { after_value: values };
  return event('drive.file.bitable_record_changed_v1', place, [{ record_id: recordId, action, ...after }]);
}

const shown = ({ id, name, type, property }: Field): JsonObject => ({ id, name, type, description: '', property });

/** A column was added (no `before`), deleted (no `after`) or edited. Source: bitable_field_changed. */
export function fieldEvent(place: Place, before: Field | undefined, after: Field | undefined): TenantEvent {
  const action = before === undefined ? 'field_added' : after === undefined ? 'field_deleted' : 'field_edited';
  const change = {
    action,
    field_id: (after ?? before)?.id ?? '',
    ...(before === undefined ? {} : { before_value: shown(before) }),
    ...(after === undefined ? {} : { after_value: shown(after) }),
  };
  return event('drive.file.bitable_field_changed_v1', place, [change]);
}
