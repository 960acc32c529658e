import { hash32 } from '../random.ts';
import type { Exchange, Route } from '../route.ts';
import {
  type Approval,
  type ApprovalService,
  approvalOf,
  approvalPath,
  invalidParameter,
  readMs,
} from './approval-service.ts';

const maxWindowMs = 10 * 3_600_000;
const maxPageSize = 100;

interface Window {
  readonly fromMs: number;
  /** The first instant after the window. */
  readonly untilMs: number;
}

/** Where a page ends: the next generated number and the next place among the instances added later. */
interface Cursor {
  readonly number: number;
  readonly added: number;
}

/** GET …/instances: codes of one definition by creation time, oldest first. */
export function listRoute(service: ApprovalService): Route {
  return {
    method: 'GET',
    path: `${approvalPath}/instances`,
    handle: (exchange) => ({ data: list(service, exchange) }),
  };
}

function list(service: ApprovalService, exchange: Exchange): Record<string, unknown> {
  const { query } = exchange;
  const approval = approvalOf(service, query.get('approval_code') ?? '');
  const window = readWindow(service, exchange);
  const size = Number(query.get('page_size') || maxPageSize);
  if (!Number.isInteger(size) || size < 1 || size > maxPageSize) throw invalidParameter('page_size');
  const asked = `${query.get('approval_code')}/${query.get('start_time')}/${query.get('end_time')}`;
  const token = query.get('page_token') ?? '';
  const from =
    token === ''
      ? startOf(approval, window)
      : readToken(token, asked, exchange.nowMs, service.options.pageTokenLifetimeSeconds);
  const page = pageOf(approval, window, from, size);
  const shown = service.options.listsReverted ? page.codes : page.codes.filter((code) => isStanding(approval, code));
  return {
    instance_code_list: shown,
    // The last page sends an empty token instead of none (seen in real answers).
    page_token: page.next === undefined ? '' : writeToken(page.next, asked, exchange.nowMs),
    has_more: page.next !== undefined,
  };
}

function readWindow(service: ApprovalService, exchange: Exchange): Window {
  const fromMs = readMs(exchange.query.get('start_time'), 'start_time');
  let endMs = readMs(exchange.query.get('end_time'), 'end_time');
  if (endMs < fromMs) throw invalidParameter('end_time before start_time');
  if (endMs - fromMs > maxWindowMs) {
    if (service.options.longWindow === 'refused')
      throw invalidParameter('start_time and end_time are more than 10 hours apart');
    if (service.options.longWindow === 'truncated') endMs = fromMs + maxWindowMs;
  }
  return { fromMs, untilMs: service.options.windowEnd === 'closed' ? endMs + 1 : endMs };
}

function startOf({ instances }: Approval, window: Window): Cursor {
  const added = instances.addedInstances.findIndex((entry) => entry.createdMs >= window.fromMs);
  return { number: instances.firstNumberAt(window.fromMs), added: added < 0 ? instances.addedInstances.length : added };
}

/** Merges generated and added instances by creation time from the cursor on. */
function pageOf(
  { instances }: Approval,
  window: Window,
  from: Cursor,
  size: number,
): { codes: string[]; next: Cursor | undefined } {
  const lastNumber = instances.firstNumberAt(window.untilMs);
  let { number, added } = from;
  const codes: string[] = [];
  for (;;) {
    const next = instances.addedInstances[added];
    const addedMs = next !== undefined && next.createdMs < window.untilMs ? next.createdMs : Number.POSITIVE_INFINITY;
    const generatedMs = number < lastNumber ? instances.createdMs(number) : Number.POSITIVE_INFINITY;
    if (addedMs === Number.POSITIVE_INFINITY && generatedMs === Number.POSITIVE_INFINITY)
      return { codes, next: undefined };
    if (codes.length === size) return { codes, next: { number, added } };
    const code = generatedMs <= addedMs ? instances.codeOf(number++) : (instances.addedInstances[added++]?.code ?? '');
    if (!instances.isGone(code)) codes.push(code);
  }
}

function isStanding({ instances }: Approval, code: string): boolean {
  const state = instances.find(code);
  return state !== undefined && !state.isReverted && state.status !== 'CANCELED' && state.status !== 'DELETED';
}

/** All codes of a window, oldest first; what the endpoint would list. */
export function* codesIn(approval: Approval, window: Window): Generator<string, void, undefined> {
  let cursor: Cursor | undefined = startOf(approval, window);
  while (cursor !== undefined) {
    const page: { codes: string[]; next: Cursor | undefined } = pageOf(approval, window, cursor, 1000);
    yield* page.codes;
    cursor = page.next;
  }
}

function writeToken(cursor: Cursor, asked: string, nowMs: number): string {
  return Buffer.from(`${hash32(0, asked).toString(36)}.${cursor.number}.${cursor.added}.${nowMs}`).toString(
    'base64url',
  );
}

function readToken(token: string, asked: string, nowMs: number, lifetimeSeconds: number | null): Cursor {
  const [salt, number, added, issuedMs] = Buffer.from(token, 'base64url').toString('latin1').split('.');
  const isOurs =
    salt === hash32(0, asked).toString(36) && [number, added, issuedMs].every((part) => /^\d+$/.test(part ?? ''));
  const isOld = lifetimeSeconds !== null && nowMs - Number(issuedMs) > lifetimeSeconds * 1000;
  if (!isOurs || isOld) throw invalidParameter('page_token');
  return { number: Number(number), added: Number(added) };
}
