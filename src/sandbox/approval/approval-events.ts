import type { JsonObject } from '../../util/json.ts';
import type { TenantEvent } from '../events/tenant-event.ts';
import type { InstanceState } from './instance-state.ts';
import type { PersonNumber } from './person-number.ts';

/**
 * What events report of an instance: its status (`REVERTED` once it is revoked), the status of each task by its id, the ids
 * of its copies.
 */
export interface InstanceSnapshot {
  readonly status: string;
  readonly tasks: ReadonlyMap<string, string>;
  readonly copies: ReadonlySet<string>;
}

/**
 * To be taken before and after a change; the events follow from the difference. `undefined` is an instance that does not
 * exist yet.
 */
export function snapshotOf(state: InstanceState | undefined): InstanceSnapshot {
  if (state === undefined) return { status: '', tasks: new Map(), copies: new Set() };
  return {
    status: state.isReverted ? 'REVERTED' : state.status,
    tasks: new Map(state.tasks.map(({ id, status }) => [id, status])),
    copies: new Set(state.timeline.flatMap(({ copies = [] }) => copies.map(({ id }) => id))),
  };
}

/** When the change happened, in milliseconds, and the ids of the people whom its events name. */
interface EventContext {
  readonly nowMs: number;
  readonly idsOf: (person: PersonNumber) => { readonly open_id: string; readonly user_id: string };
}

/**
 * The events of a change, in the order of the documentation's FAQ: the instance, then its tasks. All of schema 1.0; those of
 * one type and instance are pushed one after another. Comments cause no event.
 */
export function approvalEvents(
  state: InstanceState,
  before: InstanceSnapshot,
  { nowMs, idsOf }: EventContext,
): TenantEvent[] {
  const after = snapshotOf(state);
  const { approvalCode, code } = state;
  const common = { approval_code: approvalCode, instance_code: code };
  const event = (type: string, body: JsonObject): TenantEvent => ({
    type,
    schema: '1.0',
    body: { ...common, ...body },
    subject: { kind: 'approval', id: approvalCode },
    orderKey: `${type}/${code}`,
  });
  const events: TenantEvent[] = [];
  const tasks = state.tasks.filter(({ id, status }) => before.tasks.get(id) !== status);
  for (const { id, status, person, nodeId } of tasks) {
    const who = person < 0 ? { open_id: '', user_id: '' } : idsOf(person);
    const node = { custom_key: '', def_key: nodeId, extra: '' };
    events.push(event('approval_task', { ...who, task_id: id, status, operate_time: String(nowMs), ...node }));
  }
  for (const { person, id } of state.timeline.flatMap(({ copies = [] }) => copies)) {
    if (before.copies.has(id)) continue;
    const { user_id: userId } = idsOf(person);
    events.push(event('approval_cc', { id, user_id: userId, create_time: nowMs, operate: 'CREATE', from: userId }));
  }
  if (after.status !== before.status) {
    const { status } = after;
    // A number, not a text, for REVERTED. Source: approval-v4/event/common-event.
    const time = status === 'REVERTED' ? nowMs : String(nowMs);
    const body = { status, operate_time: time, instance_operate_time: String(nowMs), uuid: state.uuid };
    const told = event('approval_instance', body);
    if (before.status === '') events.unshift(told);
    else events.push(told);
  }
  return events;
}
