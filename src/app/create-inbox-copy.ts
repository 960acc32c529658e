import { type CopiedInbox, type CopyInboxOptions, copyInbox } from '../store/service/copy-inbox.ts';
import { type CreateStoreOptions, createServiceStore } from './create-service-store.ts';

/** Copies the inbox in a file into the store of a service, also while the service runs. @throws what `createServiceStore` and `copyInbox` throw */
export async function createInboxCopy(
  options: Omit<CreateStoreOptions, 'isShared'>,
  { file, ...copying }: Pick<CopyInboxOptions, 'signal' | 'onProgress'> & { readonly file: string },
): Promise<CopiedInbox> {
  // Opened first, so that the tables are there and of the newest version.
  const created = await createServiceStore({ ...options, isShared: true, mustExist: true });
  try {
    return await copyInbox(file, created.url, copying);
  } finally {
    await created.close();
  }
}
