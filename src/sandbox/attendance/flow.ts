import { hash32, scramble } from '../random.ts';

/** How a punch came about (attendance-v1 user_flow, `type`). */
export const flowTypes = {
  user: 0,
  admin: 1,
  remedy: 2,
  system: 3,
  noClockOutNeeded: 4,
  machine: 5,
  express: 6,
  imported: 7,
} as const;
/** The value of a punch's `type`. */
export type FlowType = (typeof flowTypes)[keyof typeof flowTypes];

/** One valid punch. */
export interface Flow {
  readonly recordId: string;
  /** Index of the person in the directory. */
  readonly person: number;
  /** The work day it counts for; a night shift's end lies on the calendar day after. */
  readonly day: number;
  readonly checkTimeSeconds: number;
  readonly locationName: string;
  readonly comment: string;
  readonly ssid: string;
  readonly bssid: string;
  readonly isField: boolean;
  readonly isWifi: boolean;
  readonly type: FlowType;
  readonly photoUrls: readonly string[];
  readonly deviceId: string;
  readonly checkResult: string;
  readonly externalId: string;
  readonly idempotentId: string;
}

/** A 19-digit id that looks random; the same for the same (kind, person, day, slot). */
export function attendanceId(seed: number, kind: 'flow' | 'result', person: number, day: number, slot: number): string {
  const who = String(scramble(person, seed ^ day)).padStart(10, '0');
  const check = String(hash32(seed, kind, person, day, slot) % 100).padStart(2, '0');
  return `${kind === 'flow' ? 7 : 8}${String(day).padStart(5, '0')}${slot}${who}${check}`;
}

/** What a punch's payload takes from the call and from the switch `flowsWithoutRecordId`. */
export interface FlowShape {
  /** The person's id as the request's `employee_type` writes it. */
  readonly userId: string;
  /** The administrator's, for punches that an administrator has entered. */
  readonly adminId: string;
  readonly withRecordId: boolean;
}

/** As `user_flows/query` writes a punch. */
export function flowPayload(flow: Flow, { userId, adminId, withRecordId }: FlowShape): Record<string, unknown> {
  return {
    user_id: userId,
    creator_id: flow.type === flowTypes.admin ? adminId : userId,
    location_name: flow.locationName,
    check_time: String(flow.checkTimeSeconds),
    comment: flow.comment,
    ...(withRecordId ? { record_id: flow.recordId } : {}),
    ssid: flow.ssid,
    bssid: flow.bssid,
    is_field: flow.isField,
    is_wifi: flow.isWifi,
    type: flow.type,
    photo_urls: flow.photoUrls,
    device_id: flow.deviceId,
    check_result: flow.checkResult,
    external_id: flow.externalId,
    idempotent_id: flow.idempotentId,
  };
}
