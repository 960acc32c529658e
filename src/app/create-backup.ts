import { assertBackup, readBackup } from '../store/service/backup/read-backup.ts';
import { type BackupReport, writeBackup } from '../store/service/backup/write-backup.ts';
import { type CreateStoreOptions, createPostgres, createServiceStore } from './create-service-store.ts';

/** Writes all that the store holds into a file. @throws what `createPostgres` and `writeBackup` throw */
export async function createBackup(
  options: Omit<CreateStoreOptions, 'isShared'>,
  file: { readonly file: string; readonly version: string; readonly at: string },
): Promise<BackupReport> {
  const postgres = await createPostgres({ ...options, isShared: true, mustExist: true });
  try {
    return await writeBackup(postgres.url, file);
  } finally {
    await postgres.close();
  }
}

/** Reads it into an empty store, and brings that to its newest version. @throws what `startEmbeddedServer`, `assertBackup` and `readBackup` throw */
export async function createFromBackup(
  options: Omit<CreateStoreOptions, 'isShared'>,
  file: string,
): Promise<BackupReport> {
  // Before a folder is made: what cannot be restored leaves nothing behind.
  await assertBackup(file);
  const postgres = await createPostgres({ ...options, isShared: false });
  let report: BackupReport;
  try {
    const { place } = options;
    report = await readBackup(postgres.url, file, place.kind === 'ours' ? place.home : undefined);
  } finally {
    await postgres.close();
  }
  const created = await createServiceStore({ ...options, isShared: false });
  await created.close();
  return report;
}
