import type { CheckReport } from '../../model/service/check-report.ts';
import type { Access } from './access.ts';

/** Keeps what a test has found. The version stays: who changes the thing meanwhile is not told that somebody else was first. */
export async function noteTest(
  access: Access,
  table: 'integrations' | 'destinations',
  { id, test, at }: { readonly id: string; readonly test: CheckReport; readonly at: number },
): Promise<void> {
  const sql = `UPDATE ${table} SET test = $2, tested_at = $3 WHERE id = $1`;
  await access.write(({ run }) => run(sql, [id, JSON.stringify(test), at]));
}
