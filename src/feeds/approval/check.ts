import { ConfigError, type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import type { CheckResult } from '../../model/source.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import { platformCode } from '../../open-platform/error-map.ts';
import { readText, readTexts } from '../../util/json.ts';
import { endsRead } from '../ends-read.ts';
import type { FeedContext } from '../feed.ts';
import { getDefinition } from './definitions.ts';
import { refusal } from './failures.ts';
import type { ApprovalSettings } from './settings.ts';

const whereCodesAre =
  'Open the approval in the admin console (Approval > Edit); its code stands in the address after `definitionCode=`.';

/** Each code by its definition; then one listing and one detail, which prove the right to read instances. */
export async function* checkApproval(
  settings: ApprovalSettings,
  context: FeedContext,
): AsyncGenerator<CheckResult, void, void> {
  let usable: string | undefined;
  for (const approvalCode of settings.approvalCodes) {
    const result = await checkDefinition(approvalCode, settings, context);
    if (result.outcome !== 'failed') usable ??= approvalCode;
    yield result;
  }
  yield usable === undefined
    ? line('instances', 'skipped', 'Reading instances was not tried, because no approval code can be used')
    : await checkInstances(usable, settings, context);
}

async function checkDefinition(
  approvalCode: string,
  settings: ApprovalSettings,
  context: FeedContext,
): Promise<CheckResult> {
  const subject = `approval code ${approvalCode}`;
  try {
    const data = await getDefinition(approvalCode, settings, context);
    const [name, status] = [readText(data, 'approval_name') ?? 'without a name', readText(data, 'status') ?? 'UNKNOWN'];
    const message = `"${name}" is ${status}`;
    return line(subject, status === 'ACTIVE' ? 'ok' : 'warning', message);
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    const code = platformCode(error);
    if (endsRead(error)) throw error;
    if (code === refusal.definitionDeleted) return line(subject, 'warning', 'The definition was deleted');
    if (code === refusal.definitionInactive) return line(subject, 'warning', 'The definition is switched off');
    return failed(subject, code === refusal.definitionUnknown ? unknownCode(approvalCode, error) : error);
  }
}

async function checkInstances(
  approvalCode: string,
  settings: ApprovalSettings,
  { client, clock, signal }: FeedContext,
): Promise<CheckResult> {
  const now = clock.now();
  const options = { signal, account: 'approval' };
  try {
    const listed = await client.call(approvalEndpoints.listInstances, {
      ...options,
      query: {
        approval_code: approvalCode,
        start_time: String(now - settings.windowMs),
        end_time: String(now),
        page_size: 1,
      },
    });
    const [instanceCode] = readTexts(listed, 'instance_code_list');
    if (instanceCode === undefined) return line('instances', 'ok', 'Listing works; there is no new instance to read');
    await client.call(approvalEndpoints.getInstance, {
      ...options,
      path: { instance_id: instanceCode },
      query: settings.query,
    });
    return line('instances', 'ok', 'Listing and reading instances works');
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (endsRead(error)) throw error;
    return failed('instances', error);
  }
}

function unknownCode(approvalCode: string, cause: LarkstreamError): LarkstreamError {
  return new ConfigError({
    code: 'lark.entity.missing',
    message: `The platform knows no approval definition ${approvalCode}`,
    cure: whereCodesAre,
    details: cause.details,
    cause,
  });
}

function line(subject: string, outcome: CheckResult['outcome'], message: string): CheckResult {
  return { module: 'approval', subject, outcome, message };
}

function failed(subject: string, error: LarkstreamError): CheckResult {
  return { ...line(subject, 'failed', error.message), error };
}
