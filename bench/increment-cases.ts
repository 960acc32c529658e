import { isDeepStrictEqual } from 'node:util';
import type { Change } from '../src/model/change.ts';
import type { SandboxOptions } from '../src/sandbox/sandbox-options.ts';
import type { Sandbox } from '../src/sandbox/start-sandbox.ts';
import { totalCalls, type VirtualRun } from './virtual-tenant.ts';

const dayMs = 86_400_000;
type Approvals = Sandbox['tenant']['approvals'];
/** The largest page of `instances/query`. */
const indexPage = 200;
export type Mode = 'exact' | 'changes';

export interface IncrementCase {
  readonly what: string;
  readonly settings: SandboxOptions;
  readonly streams: readonly string[];
  modules(sandbox: Sandbox, mode: Mode): Readonly<Record<string, unknown>>;
  /** Changes the tenant, and gives what a row has to say of it afterwards, by key. */
  change(sandbox: Sandbox): ReadonlyMap<string, string>;
  /** The same of the rows that a run brought. */
  rows(change: Change): readonly (readonly [key: string, text: string])[];
  /** Codes or tables. */
  readonly parts: number;
  readonly changed: number;
  /** What `changes` may cost, given what `exact` did. */
  aims(run: VirtualRun, exact: VirtualRun | undefined): readonly { what: string; value: number; atMost: number }[];
}

const ratio = (run: VirtualRun, exact: VirtualRun | undefined): number =>
  exact === undefined ? Number.NaN : totalCalls(run) / totalCalls(exact);

export function incrementCases(quick: boolean): IncrementCase[] {
  const records = quick ? 20_000 : 1_000_000;
  return [
    approvalCase(50, quick),
    approvalCase(0, quick),
    baseCase({ bases: 1, tables: 1, records, edits: 100 }),
    baseCase({ bases: 4, tables: 5, records: 2_000, edits: 0 }),
  ];
}

/** Codes of which the oldest instances were created thirty days ago. */
function approvalCase(changed: number, quick: boolean): IncrementCase {
  const definitions = quick ? 4 : 20;
  const instances = 250;
  return {
    what: `approval, ${definitions} codes, ${(definitions * instances).toLocaleString('en')} instances in 30 days`,
    settings: { approvals: { definitions, instancesPerDay: instances / 30, days: 30 }, bases: [] },
    streams: ['approval_instances', 'approval_tasks', 'approval_instance_payloads'],
    modules: ({ tenant, options }, mode) => ({
      approval: {
        approval_codes: tenant.approvals.approvalCodes,
        start_date: new Date(options.startedAtMs - 30 * dayMs).toISOString().slice(0, 10),
        ...(mode === 'changes' ? { incremental: mode } : {}),
      },
    }),
    change: ({ tenant: { approvals } }) => {
      const pending = [...approvals.instanceCodes()].filter((code) => approvals.apiInstance(code).status === 'PENDING');
      const acts = [approvals.finish, approvals.reject, approvals.cancel, approvals.transfer, undefined];
      const codes = Array.from({ length: changed }, (_, at) => {
        const act = acts[at % acts.length];
        if (act === undefined) return approvals.createInstance(approvals.approvalCodes[at % definitions] ?? '');
        // One that was sent back to who asked for it cannot be transferred.
        const found = pending.findIndex((code) => isChangedBy(act, approvals, code));
        return pending.splice(0, found + 1).at(-1) ?? '';
      });
      return new Map(codes.map((code) => [code, String(approvals.apiInstance(code).status)]));
    },
    rows: (change) =>
      change.kind === 'rows' && change.stream === 'approval_instances'
        ? change.rows.map((row) => [String(row.instance_code), String(row.status)] as const)
        : [],
    parts: definitions,
    changed,
    aims: (run, exact) => [
      { what: 'seconds', value: run.seconds, atMost: 60 },
      // With fewer codes, what each costs anyway weighs more beside the same fifty changes.
      ...(quick ? [] : [{ what: 'calls of exact', value: ratio(run, exact), atMost: 0.07 }]),
      ...(changed > 0 ? [] : [unchangedAim(run, definitions, Math.ceil(instances / indexPage) - 1)]),
    ],
  };
}

function baseCase(size: { bases: number; tables: number; records: number; edits: number }): IncrementCase {
  const { bases, tables, records, edits } = size;
  return {
    what:
      tables === 1
        ? `base, ${records.toLocaleString('en')} records in one table`
        : `base, ${bases * tables} tables in ${bases} Bases`,
    settings: {
      approvals: { definitions: 0, instancesPerDay: 0, days: 1 },
      bases: Array.from({ length: bases }, () => ({ tables, records })),
    },
    streams: ['base_records'],
    modules: ({ tenant }, mode) => ({
      base: {
        tables: tenant.tables.appTokens.map((app_token) => ({ app_token })),
        ...(mode === 'changes' ? { incremental: mode } : {}),
      },
    }),
    change: ({ tenant: { tables: simulated } }) => {
      const [appToken = ''] = simulated.appTokens;
      const [tableId = ''] = simulated.tableIds(appToken);
      const ids = Array.from({ length: edits }, (_, at) =>
        simulated.recordId(appToken, tableId, Math.floor((at * records) / edits)),
      );
      for (const id of ids) simulated.editRecord(appToken, tableId, id, {});
      return new Map(ids.map((id) => [id, timeOf(JSON.parse(simulated.recordJson(appToken, tableId, id)))]));
    },
    rows: (change) =>
      change.kind === 'rows' ? change.rows.map((row) => [String(row.record_id), timeOf(row)] as const) : [],
    parts: bases * tables,
    changed: edits,
    aims: (run) => [
      edits > 0 ? { what: 'calls', value: totalCalls(run), atMost: 10 } : unchangedAim(run, bases * tables, 0),
    ],
  };
}

/** Three calls for each code or table beside the audit, and one for each further page of what the index lists anyway. */
function unchangedAim(run: VirtualRun, parts: number, pages: number) {
  return { what: 'calls a part', value: (totalCalls(run) - run.audit) / parts, atMost: 3 + pages };
}

function isChangedBy(act: (code: string) => void, approvals: Approvals, code: string): boolean {
  const before = approvals.apiInstance(code).task_list;
  act.call(approvals, code);
  return !isDeepStrictEqual(before, approvals.apiInstance(code).task_list);
}

const timeOf = ({ last_modified_time: time }: { readonly last_modified_time?: unknown }): string =>
  new Date(typeof time === 'number' ? time : String(time)).toISOString();
