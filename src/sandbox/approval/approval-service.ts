import { ApiFailure, type Exchange } from '../route.ts';
import type { ApprovalOptions } from './approval-options.ts';
import type { ApprovalPeople } from './approval-people.ts';
import type { DefinitionState } from './definition-payload.ts';
import type { FileLinks } from './file-links.ts';
import type { InstanceState } from './instance-state.ts';
import type { InstanceStore } from './instance-store.ts';

/** One definition with all its instances. */
export interface Approval {
  readonly definition: DefinitionState;
  readonly instances: InstanceStore;
}

/** What the approval routes share. */
export interface ApprovalService {
  readonly options: ApprovalOptions;
  readonly people: ApprovalPeople;
  readonly links: FileLinks;
  readonly approvals: ReadonlyMap<string, Approval>;
}

/** The prefix of every route of Approval, as in `contract/endpoints.json`. */
export const approvalPath = '/open-apis/approval/v4';

/** 1390001: a parameter is missing, malformed or out of bounds. `what` names it or says the bounds. */
export const invalidParameter = (what: string): ApiFailure => new ApiFailure(1390001, `param is invalid: ${what}`);
const approvalNotFound = (): ApiFailure => new ApiFailure(1390002, 'approval code not found');
/** 1390003: no instance has this code or uuid, or it was deleted without a trace (`deletedInstances: 'gone'`). */
export const instanceNotFound = (): ApiFailure => new ApiFailure(1390003, 'instance code not found');

/**
 * The definition and the instances behind an approval code.
 * @throws ApiFailure 1390002 when the tenant has no definition with this code
 */
export function approvalOf(service: ApprovalService, approvalCode: string): Approval {
  const approval = service.approvals.get(approvalCode);
  if (approval === undefined) throw approvalNotFound();
  return approval;
}

/** An instance by its code or the uuid of its creation, wherever it lies. */
export function findInstance(
  service: ApprovalService,
  codeOrUuid: string,
): { state: InstanceState; approval: Approval } | undefined {
  for (const approval of service.approvals.values()) {
    const state = approval.instances.find(codeOrUuid);
    if (state !== undefined) return { state, approval };
  }
  return undefined;
}

/** Whether the app may see `user_id`s (instance/get, field scopes). */
export function seesUserIds(exchange: Exchange): boolean {
  return exchange.scopes.has('contact:user.employee_id:readonly');
}

/** A time in milliseconds as the Approval pages want it: digits in a string. */
export function readMs(text: string | null, name: string): number {
  if (text === null || !/^\d{1,15}$/.test(text)) throw invalidParameter(name);
  return Number(text);
}
