const groupAndOthers = 0o077;

/**
 * From here on, files and folders that the process creates, also through a library, are for their owner only: DuckDB has no setting for it,
 * and a mode that is set afterwards comes too late. For the start of a process: the mask belongs to all of it.
 */
export function keepFilesPrivate(): void {
  process.umask(process.umask() | groupAndOthers);
}
