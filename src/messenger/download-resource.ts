import { LarkstreamError, RecordError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { Attachment } from '../model/triggers/inbound-message.ts';
import { imEndpoints } from '../open-platform/endpoints/im.ts';
import { platformCode } from '../open-platform/error-map.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import { plural } from '../util/plural.ts';

interface Wanted {
  readonly messageId: string;
  readonly attachment: Attachment;
  readonly mostBytes: number;
}

/** Codes of im-v1/message/get-message-resource that concern this one file. */
const ofTheFile: ReadonlySet<number> = new Set([
  234001, 234003, 234004, 234009, 234019, 234037, 234038, 234040, 234041, 234043,
]);

/**
 * The bytes of what hangs on a message. @throws RecordError when it is larger than is wanted, or the platform does not give it; others as
 * `OpenPlatformClient.call`
 */
export async function downloadResource(
  client: OpenPlatformClient,
  { messageId, attachment, mostBytes }: Wanted,
): Promise<{ readonly type: string; readonly content: Uint8Array }> {
  const { key, kind, canDownload } = attachment;
  if (!canDownload)
    throw refused(attachment, { en: 'Lark gives no file for it', zh: '飞书不支持下载该资源' }, undefined);
  try {
    const { bytes, type } = await client.download(imEndpoints.getResource, {
      path: { message_id: messageId, file_key: key },
      query: { type: kind === 'image' ? 'image' : 'file' },
      file: { mostBytes },
      retryBudgetMs: 20_000,
    });
    return { type, content: bytes };
  } catch (error) {
    if (!(error instanceof LarkstreamError)) throw error;
    if (error.code === 'lark.answer.oversized')
      throw refused(
        attachment,
        { en: `it has more than ${plural(mostBytes, 'byte')}`, zh: `超过 ${mostBytes} 字节` },
        error,
      );
    if (ofTheFile.has(platformCode(error) ?? 0)) throw refused(attachment, error.texts.message, error);
    throw error;
  }
}

function refused({ kind, name }: Attachment, why: Message, cause: LarkstreamError | undefined): RecordError {
  const what = name ?? kind;
  return new RecordError({
    code: cause?.code ?? 'lark.entity.missing',
    message: { en: `The attachment ${what} was not downloaded: ${why.en}`, zh: `附件 ${what} 未下载：${why.zh}` },
    details: cause?.details ?? {},
    cause,
  });
}
