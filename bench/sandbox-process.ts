import { startSandbox } from '../src/sandbox/server.ts';
import type { TenantFacts } from './processes.ts';

const sandbox = await startSandbox(JSON.parse(process.argv[2] ?? '{}'));
const { approvals, tables, directory } = sandbox.tenant;

const instancesByCode: Record<string, number> = {};
for (const code of approvals.approvalCodes)
  instancesByCode[code] = [...approvals.instanceCodes({ approvalCode: code })].length;
const members = new Map<string, number>();
const userIds: string[] = [];
for (const person of directory.people()) {
  userIds.push(person.userId);
  for (const department of person.departments) members.set(department, (members.get(department) ?? 0) + 1);
}
const departments = [
  '0',
  ...[...directory.apiDepartments()].map((department) => String(department.open_department_id)),
];
const [firstApp = ''] = tables.appTokens;
const [firstTable] = firstApp === '' ? [] : tables.tableIds(firstApp);
let [bytes, records] = [0, 0];
if (firstTable !== undefined) {
  for (const record of tables.records(firstApp, firstTable)) {
    bytes += Buffer.byteLength(record);
    if (++records === 2000) break;
  }
}
const facts: TenantFacts = {
  url: sandbox.url,
  appId: sandbox.options.appId,
  appSecret: sandbox.options.appSecret,
  approvalCodes: approvals.approvalCodes,
  appTokens: tables.appTokens,
  tableIds: tables.appTokens.map((token) => tables.tableIds(token)),
  instancesByCode,
  membersByDepartment: departments.map((id) => members.get(id) ?? 0),
  userIds,
  recordBytes: records === 0 ? 0 : Math.round(bytes / records),
};
process.stdout.write(`${JSON.stringify(facts)}\n`);
