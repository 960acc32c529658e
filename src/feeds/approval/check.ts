import { ConfigError, type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { CheckResult } from '../../model/source.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import { platformCode } from '../../open-platform/error-map.ts';
import { readText, readTexts } from '../../util/json.ts';
import { plural } from '../../util/plural.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { smallestSearch } from './changes/read-signs.ts';
import type { ApprovalConfig } from './config.ts';
import { getDefinition } from './definitions.ts';
import { refusal } from './failures.ts';
import { isSearchRefused } from './open-progress.ts';

const whereCodesAre: Message = {
  en: 'Open the approval in the admin console (Approval > Edit); its code stands in the address after `definitionCode=`.',
  zh: '在审批管理后台打开该审批（审批 > 编辑），编码在网址的 `definitionCode=` 之后。',
};

/** Each code by its definition; then one listing and one detail, which prove the right to read instances. */
export async function* checkApproval(
  settings: ApprovalConfig,
  context: FeedContext,
): AsyncGenerator<CheckResult, void, void> {
  let usable: string | undefined;
  for (const approvalCode of settings.approvalCodes) {
    const result = await checkDefinition(approvalCode, settings, context);
    if (result.outcome !== 'failed') usable ??= approvalCode;
    yield result;
  }
  yield usable === undefined
    ? line('instances', 'skipped', {
        en: 'Reading instances was skipped, because no approval code is usable',
        zh: '没有可用的审批定义编码，未尝试读取审批实例',
      })
    : await checkInstances(usable, settings, context);
  if (usable !== undefined && settings.auditMs !== undefined) yield await checkSearch(usable, settings, context);
}

async function checkDefinition(
  approvalCode: string,
  settings: ApprovalConfig,
  context: FeedContext,
): Promise<CheckResult> {
  const subject = `approval code ${approvalCode}`;
  try {
    const data = await getDefinition(approvalCode, settings, context);
    const [name, status] = [readText(data, 'approval_name'), readText(data, 'status') ?? 'UNKNOWN'];
    const named = {
      en: name === null ? 'The definition without a name' : `"${name}"`,
      zh: name === null ? '未命名的审批定义' : `“${name}”`,
    };
    if (status === 'INACTIVE')
      return line(subject, 'warning', {
        en: `${named.en} is INACTIVE: nobody can submit it; its existing instances are read`,
        zh: `${named.zh}已停用：不能再发起；已有实例仍会读取`,
      });
    return line(subject, status === 'ACTIVE' ? 'ok' : 'warning', {
      en: `${named.en} is ${status}`,
      zh: `${named.zh}的状态是 ${status}`,
    });
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    const code = platformCode(error);
    if (isFatal(error)) throw error;
    if (code === refusal.definitionDeleted)
      return line(subject, 'warning', { en: 'The definition was deleted', zh: '审批定义已被删除' });
    if (code === refusal.definitionInactive)
      return line(subject, 'warning', { en: 'The definition is switched off', zh: '审批定义已停用' });
    return failed(subject, code === refusal.definitionUnknown ? unknownCode(approvalCode, error) : error);
  }
}

async function checkInstances(
  approvalCode: string,
  settings: ApprovalConfig,
  { client, clock, signal }: FeedContext,
): Promise<CheckResult> {
  const now = clock.now();
  const options = { signal, feed: 'approval' };
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
    if (instanceCode === undefined)
      return line('instances', 'ok', {
        en: 'Listing works; there is no new instance to read',
        zh: '可以列出审批实例；没有可读取的新实例',
      });
    await client.call(approvalEndpoints.getInstance, {
      ...options,
      path: { instance_id: instanceCode },
      query: settings.query,
    });
    return line('instances', 'ok', { en: 'Listing and reading instances works', zh: '可以列出和读取审批实例' });
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (isFatal(error)) throw error;
    return failed('instances', error);
  }
}

/** Whether what has changed can be told; else everything in scope is read, which costs what is said here. */
async function checkSearch(
  approvalCode: string,
  { approvalCodes, lookbackMs, windowMs }: ApprovalConfig,
  { client, signal }: FeedContext,
): Promise<CheckResult> {
  const options = { signal, feed: 'approval', query: { page_size: smallestSearch } };
  try {
    await client.call(approvalEndpoints.searchTasks, { ...options, body: { approval_code: approvalCode } });
    await client.call(approvalEndpoints.queryInstances, { ...options, body: { approval_code: approvalCode } });
    return line('changes', 'ok', {
      en: 'Searching tasks and instances works: a run reads what has changed, and a share of the rest',
      zh: '可以搜索任务和审批实例：每次运行读取已变化的部分，以及其余部分的一小份',
    });
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (!isSearchRefused(error)) {
      if (isFatal(error)) throw error;
      return failed('changes', error);
    }
    const lists = approvalCodes.length * Math.ceil(lookbackMs / windowMs);
    return line('changes', 'warning', {
      en: `The app may not search approvals, so each run reads everything in scope: ${plural(lists, 'call')} of the list, and one for each instance. A custom app with \`approval:approval.list:readonly\` reads only what has changed. ${error.texts.message.en}`,
      zh: `应用不能搜索审批，因此每次运行都读取范围内的全部数据：列表调用 ${lists} 次，每个实例另加一次。企业自建应用开通 \`approval:approval.list:readonly\` 后只读取已变化的部分。${error.texts.message.zh}`,
    });
  }
}

function unknownCode(approvalCode: string, cause: LarkstreamError): LarkstreamError {
  return new ConfigError({
    code: 'lark.entity.missing',
    message: {
      en: `The platform knows no approval definition ${approvalCode}`,
      zh: `平台没有审批定义 ${approvalCode}`,
    },
    cure: whereCodesAre,
    details: cause.details,
    cause,
  });
}

function line(subject: string, outcome: CheckResult['outcome'], message: Message): CheckResult {
  return { module: 'approval', subject, outcome, message };
}

function failed(subject: string, error: LarkstreamError): CheckResult {
  return { ...line(subject, 'failed', error.texts.message), error };
}
