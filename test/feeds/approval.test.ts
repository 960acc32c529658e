import { afterEach, describe, expect, test } from 'vitest';
import { definitionStream } from '../../src/feeds/approval/definition-stream.ts';
import { toDefinitionRow } from '../../src/feeds/approval/rows.ts';
import { Problems } from '../../src/feeds/problems.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { ApprovalSync, differences } from '../support/approval-sync.ts';
import { plainRow } from '../support/plain-row.ts';

type Settings = NonNullable<Parameters<typeof startSandbox>[0]>;
type Faults = NonNullable<Parameters<typeof startSandbox>[1]>;

const dayMs = 86_400_000;
const listPath = '/open-apis/approval/v4/instances';
const detailPath = `${listPath}/:instance_id`;

let fixture: ApprovalSync | undefined;

async function play(settings: Settings = {}, faults: Faults = []): Promise<ApprovalSync> {
  const startedAtMs = Date.UTC(2026, 4, 1);
  const approvals = { definitions: 7, instancesPerDay: 2, days: 40, ...settings.approvals };
  const now = (): number => fixture?.now ?? startedAtMs;
  const sandbox = await startSandbox({ limits: 'off', startedAtMs, now, ...settings, approvals }, faults);
  fixture = new ApprovalSync(sandbox, startedAtMs);
  return fixture;
}

afterEach(async () => {
  await fixture?.[Symbol.asyncDispose]();
  fixture = undefined;
});

/** Something happens to everything that is open, was approved, or is young; some of it is deleted, some is new. */
function changeEverything({ approvals, now }: ApprovalSync): void {
  const acts: readonly ((code: string) => void)[] = [
    (code) => approvals.finish(code),
    (code) => approvals.reject(code),
    (code) => approvals.cancel(code),
    (code) => approvals.rollback(code),
    (code) => approvals.transfer(code),
    (code) => approvals.deleteInstance(code),
    (code) => approvals.addComment(code, 'Please hurry'),
  ];
  [...approvals.instanceCodes()].forEach((code, index) => {
    const { status, end_time } = approvals.apiInstance(code);
    if (status === 'PENDING') acts[index % acts.length]?.(code);
    else if (status === 'APPROVED' && Number(end_time) > now - 25 * dayMs && index % 3 === 0) approvals.revoke(code);
    else if (Number(end_time) > now - 25 * dayMs) approvals.addComment(code, 'Too late');
  });
  for (const code of approvals.approvalCodes) approvals.createInstance(code);
}

describe('a simulated tenant', () => {
  test('approvals are copied as they are, with one detail call for each instance', async () => {
    const { approvals, sandbox, ...rest } = await play();
    const codes = [...approvals.instanceCodes()];
    expect(codes.length).toBe(7 * 2 * 40);
    await fixture?.run();
    fixture?.compare(codes);
    expect(rest.complaints).toEqual([]);
    expect(sandbox.stats().endpoints[detailPath]?.calls).toBe(codes.length);
    const definitions = [...(fixture?.held.get(definitionStream.name)?.values() ?? [])];
    const truth = approvals.approvalCodes.map((code) =>
      plainRow(toDefinitionRow(code, approvals.apiDefinition(code), new Problems())),
    );
    expect(differences(definitions, truth)).toEqual({ missing: [], wrong: [] });
    expect(definitions).toHaveLength(7);
  });

  test.each<[string, NonNullable<Settings['switches']>]>([
    ['as documented', {}],
    ['with half-open windows', { approvalBounds: 'half-open', approvalRevokeLeaves: 'PENDING' }],
    ['whose deleted instances are gone', { approvalDeletedInstances: 'gone' }],
    ['with shapes nobody documents', { unconfirmedShapes: true }],
  ])('%s is followed while it lives on', async (_name, switches) => {
    const stage = await play({ switches });
    await stage.run();
    for (let day = 1; day <= 3; day++) {
      stage.now += day * dayMs;
      changeEverything(stage);
      // A new instance is in the listing at once; what is created in this very millisecond is, too.
      await stage.run();
      stage.compare([...stage.approvals.instanceCodes()]);
    }
    expect(stage.complaints).toEqual([]);
  });

  test('cancelled instances are followed also when the list hides them', async () => {
    const stage = await play({ switches: { approvalListHidesCancelled: true } });
    await stage.run();
    const before = stage.keys('approval_instances');
    stage.now += dayMs;
    changeEverything(stage);
    await stage.run();
    expect(stage.keys('approval_instances')).toEqual(expect.arrayContaining(before));
    expect(before.map((code) => stage.held.get('approval_instances')?.get(code)?.status)).toEqual(
      before.map((code) => stage.approvals.apiInstance(code).status),
    );
  });

  test('approvals are copied completely over a bad connection', async () => {
    const stage = await play({ approvals: { instancesPerDay: 2 } }, [
      { path: '*', kind: 'throttle-429', every: 41 },
      { path: '*', kind: 'http-500', every: 23 },
      { path: '*', kind: 'truncated-json', every: 101 },
      { path: detailPath, kind: 'reset', every: 29 },
      { path: listPath, kind: 'invalid-token', every: 250 },
    ]);
    await stage.run();
    stage.compare([...stage.approvals.instanceCodes()]);
    expect(stage.complaints).toEqual([]);
    const { succeeded } = stage.sandbox.stats().endpoints[detailPath] ?? {};
    expect(succeeded).toBe([...stage.approvals.instanceCodes()].length);
  });
});
