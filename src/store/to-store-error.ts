import { type LarkstreamError, RecordError, TransientError } from '../model/errors.ts';
import { sqlState } from '../postgres/refusals.ts';

/** SQLSTATE classes that speak of the value: data exception, integrity, program limit exceeded. */
const postgresRefusals = /^(22|23|54)/;
/** SQLite: too big, constraint, mismatch, range. https://sqlite.org/rescode.html */
const sqliteRefusals: ReadonlySet<unknown> = new Set([18, 19, 20, 25]);

/** Whether it is the value that the database does not take, now or later; everything else may pass. */
function isOfValue(thrown: unknown): boolean {
  if (thrown instanceof RangeError || thrown instanceof TypeError) return true;
  if (!(thrown instanceof Error)) return false;
  if ('errcode' in thrown) return sqliteRefusals.has(thrown.errcode);
  return 'severity' in thrown && 'code' in thrown && postgresRefusals.test(String(thrown.code));
}

/** Others hold what it needs: a lock is not given in time, and a transaction was broken off in each of its tries. */
const busyStates: ReadonlySet<string> = new Set(['55P03', '40P01', '40001']);
const busySeconds = 2;

/** What the store was asked for. */
export type StoreFailure = 'store.read.failed' | 'store.write.failed';

/** What a database threw, sorted by whether trying again helps. */
export function toStoreError(
  name: string,
  thrown: unknown,
  code: StoreFailure = 'store.write.failed',
): LarkstreamError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const message = { en: `${name}: ${reason}`, zh: `${name}：“${reason}”` };
  if (isOfValue(thrown)) {
    return new RecordError({ code: 'store.value.refused', message, cause: thrown });
  }
  if (busyStates.has(sqlState(thrown))) {
    const details = { retryAfterSeconds: busySeconds };
    return new TransientError({ code: 'store.busy', message, details, cause: thrown });
  }
  return new TransientError({ code, message, cause: thrown });
}
