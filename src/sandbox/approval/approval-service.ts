import { ApiFailure, type Exchange } from '../route.ts';
import type { ApprovalOptions } from './approval-options.ts';
import type { DefinitionState } from './definition-payload.ts';
import type { FileLinks } from './file-links.ts';
import type { InstanceBook } from './instance-book.ts';
import type { InstanceState } from './instance-state.ts';
import type { ApprovalPeople } from './people.ts';

/** One definition with all its instances. */
export interface ApprovalShelf {
  readonly definition: DefinitionState;
  readonly book: InstanceBook;
}

/** What the approval routes share. */
export interface ApprovalService {
  readonly options: ApprovalOptions;
  readonly people: ApprovalPeople;
  readonly links: FileLinks;
  readonly shelves: ReadonlyMap<string, ApprovalShelf>;
}

export const approvalPath = '/open-apis/approval/v4';

export const invalidParameter = (what: string): ApiFailure => new ApiFailure(1390001, `param is invalid: ${what}`);
export const approvalNotFound = (): ApiFailure => new ApiFailure(1390002, 'approval code not found');
export const instanceNotFound = (): ApiFailure => new ApiFailure(1390003, 'instance code not found');

export function shelfOf(service: ApprovalService, approvalCode: string): ApprovalShelf {
  const shelf = service.shelves.get(approvalCode);
  if (!shelf) throw approvalNotFound();
  return shelf;
}

/** An instance by its code or the uuid of its creation, wherever it lies. */
export function findInstance(
  service: ApprovalService,
  codeOrUuid: string,
): { state: InstanceState; shelf: ApprovalShelf } | undefined {
  for (const shelf of service.shelves.values()) {
    const state = shelf.book.find(codeOrUuid);
    if (state) return { state, shelf };
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
