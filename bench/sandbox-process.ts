import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import type { BaseFacts, TenantFacts } from './tenant-process.ts';

const sandbox = await startSandbox(JSON.parse(process.argv[2] ?? '{}'));
const historySinceMs = Number(process.argv[3] ?? Date.now());
const { approvals, tables, directory, groups, attendance } = sandbox.tenant;
const windowMs = 10 * 3_600_000;

/** Each instance belongs to one window, the last of which ends now. */
function windowsOf(approvalCode: string): number[] {
  const counts: number[] = [];
  const now = Date.now();
  for (let fromMs = historySinceMs; fromMs < now; fromMs += windowMs) {
    const toMs = Math.min(fromMs + windowMs, now) - 1;
    counts.push([...approvals.instanceCodes({ approvalCode, fromMs, toMs })].length);
  }
  return counts;
}

function baseFacts(appToken: string): BaseFacts {
  const facts = tables.tableIds(appToken).map((tableId) => ({
    tableId,
    records: tables.recordCount(appToken, tableId),
    fields: tables.fields(appToken, tableId).length,
    views: tables.views(appToken, tableId).length,
  }));
  return { appToken, tables: facts };
}

function averageRecordBytes(): number {
  const [appToken = ''] = tables.appTokens;
  const [tableId] = appToken === '' ? [] : tables.tableIds(appToken);
  if (tableId === undefined) return 0;
  const records = [...tables.records(appToken, tableId).take(2000)];
  return Math.round(records.reduce((sum, record) => sum + Buffer.byteLength(record), 0) / Math.max(1, records.length));
}

/** The refusal that tells a client that a subtree is too big is not counted as necessary. */
function departmentPages(departmentId: string): number {
  const tree = directory.departments;
  const below = tree.descendants(departmentId).length;
  const pages = (items: number): number => Math.max(1, Math.ceil(items / 50));
  if (below <= sandbox.options.switches.fetchChildLimit) return pages(below);
  const children = tree.children(departmentId);
  return children.reduce((sum, child) => sum + departmentPages(child.openId), pages(children.length));
}

const departmentIds = ['0', ...directory.departments.all().map(({ openId }) => openId)];
const facts: TenantFacts = {
  url: sandbox.url,
  appId: sandbox.options.appId,
  appSecret: sandbox.options.appSecret,
  approvalCodes: approvals.approvalCodes,
  instancesByWindow: approvals.approvalCodes.map(windowsOf),
  bases: tables.appTokens.map(baseFacts),
  recordBytes: averageRecordBytes(),
  people: [...directory.people()].length,
  departments: directory.departments.size,
  departmentMembers: departmentIds.map((id) => directory.members(id).length),
  departmentPages: departmentPages('0'),
  userGroups: groups.all().map(({ id, type, departments }) => ({
    type,
    users: groups.members(id).length,
    departments: departments.length,
  })),
  attendanceGroups: attendance.roster.groups.length,
  attendanceShifts: attendance.roster.shifts.length,
};
process.stdout.write(`${JSON.stringify(facts)}\n`);
