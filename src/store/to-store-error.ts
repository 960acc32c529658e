import { type LarkstreamError, RecordError, TransientError } from '../model/errors.ts';

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

/** What a database threw, sorted by whether trying again helps. */
export function toStoreError(name: string, thrown: unknown): LarkstreamError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const message = { en: `${name}: ${reason}`, zh: `${name}：“${reason}”` };
  if (isOfValue(thrown)) {
    return new RecordError({ code: 'store.value.refused', message, cause: thrown });
  }
  return new TransientError({ code: 'store.write.failed', message, cause: thrown });
}
