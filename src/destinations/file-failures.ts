import { ConfigError, LarkstreamError, TransientError } from '../model/errors.ts';

const lockHolder = /Conflicting lock is held in (.+?) \(PID (\d+)\)/;

export type Doing = 'opening' | 'reading' | 'writing';

/**
 * DuckDB throws plain errors whose kind stands only in the text ("IO Error: …"), so the text decides.
 * Source: the messages of DuckDB 1.5 seen for each case in the tests of the destinations.
 */
function toWriteError(thrown: unknown, path: string, doing: Doing): LarkstreamError {
  if (thrown instanceof LarkstreamError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const firstLine = text.split('\n', 1)[0] ?? text;
  const holder = lockHolder.exec(text);
  if (holder !== null || text.includes('Could not set lock on file')) {
    const who = holder === null ? 'another process' : `process ${holder[2]} (${holder[1]})`;
    return new TransientError({ code: 'destination.locked', message: `${path} is in use by ${who}`, cause: thrown });
  }
  if (/no space left on device|disk.* full|max_temp_directory_size/i.test(text)) {
    return new TransientError({
      code: 'destination.full',
      message: `There is no room left while ${doing} ${path}: ${firstLine}`,
      cause: thrown,
    });
  }
  if (doing === 'opening') {
    return new ConfigError({
      code: 'destination.open.failed',
      message: `Cannot open ${path}: ${firstLine}`,
      cause: thrown,
    });
  }
  return new TransientError({
    code: 'destination.write.failed',
    message: `${doing === 'reading' ? 'Reading' : 'Writing'} ${path} failed: ${firstLine}`,
    cause: thrown,
  });
}

/** Does work on files; what it throws is a typed error. */
export async function doing<T>(what: Doing, path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toWriteError(thrown, path, what);
  }
}
