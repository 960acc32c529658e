import type { Config } from '../config/settings.ts';
import type { AttachmentStore } from '../model/attachment-store.ts';

/** The folder of downloaded files; undefined where the configuration names none. @throws ConfigError `destination.open.failed` */
export async function createAttachments({
  attachments,
}: Pick<Config, 'attachments'>): Promise<AttachmentStore | undefined> {
  if (attachments === undefined) return undefined;
  const { AttachmentFolder } = await import('../destinations/attachments/folder.ts');
  return await AttachmentFolder.open({ path: attachments.path, maxBytes: attachments.max_megabytes * 1_000_000 });
}
