import type { Change } from '../../model/change.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import type { JsonObject } from '../../util/json.ts';
import { merge } from '../../util/merge.ts';
import type { FeedContext, FeedRead } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import type { ApprovalConfig } from './config.ts';
import { definitionStream } from './definition-stream.ts';
import { isDefinitionRetired } from './failures.ts';
import { toDefinitionRow } from './rows.ts';

const concurrency = 5;

/** Throws a `LarkstreamError`; the platform's code distinguishes an unknown definition from a deleted one. */
export function getDefinition(
  approvalCode: string,
  settings: ApprovalConfig,
  { client, signal }: Pick<FeedContext, 'client' | 'signal'>,
): Promise<JsonObject> {
  const path = { approval_code: approvalCode };
  return client.call(approvalEndpoints.getDefinition, { path, query: settings.query, signal, feed: 'approval' });
}

/** One call for each code. There is no listing of definitions for apps, and no sign of a change but the content. */
export async function* readDefinitions(settings: ApprovalConfig, read: FeedRead): AsyncGenerator<Change, void, void> {
  if (!read.streams.has(definitionStream.name)) return;
  const readers = settings.approvalCodes.map((code) => () => readDefinition(code, settings, read));
  yield* merge(readers, { concurrency });
}

async function* readDefinition(
  approvalCode: string,
  settings: ApprovalConfig,
  read: FeedRead,
): AsyncGenerator<Change, void, void> {
  const stream = definitionStream.name;
  try {
    const data = await getDefinition(approvalCode, settings, read);
    yield { kind: 'rows', stream, rows: [toDefinitionRow(approvalCode, data, read.problems)] };
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (isFatal(error)) throw error;
    if (isDefinitionRetired(error)) {
      const message = {
        en: `The approval definition ${approvalCode} was deleted or switched off; its rows are kept`,
        zh: `审批定义 ${approvalCode} 已被删除或停用；已同步的数据保留`,
      };
      yield { kind: 'warning', streams: [stream], message };
    } else {
      yield { kind: 'incomplete', streams: [stream], error };
    }
  }
}
