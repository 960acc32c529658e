import type { CheckReport } from '../../model/service/check-report.ts';
import type { Resource } from '../../model/service/resource.ts';
import type { Access } from './access.ts';
import { type ResourceKind, SqlResourceTable } from './resource-table.ts';
import { toStoredJson } from './stored-json.ts';

/** A test may end while a person changes the thing: what it has found is not lost to the older one that the person had read. */
const isNoOlder = '({tested_at}::bigint IS NULL OR tested_at IS NULL OR {tested_at} >= tested_at)';

/** How `test` and `tested_at` are updated. */
const testSettings = {
  test: `CASE WHEN ${isNoOlder} THEN {test} ELSE test END`,
  tested_at: `CASE WHEN ${isNoOlder} THEN {tested_at} ELSE tested_at END`,
};

/** Things that keep what their last test has found. */
export class SqlTestedTable<T extends Resource, Filter> extends SqlResourceTable<T, Filter> {
  readonly #table: string;

  constructor(access: Access, kind: ResourceKind<T, Filter>) {
    super(access, { ...kind, settings: testSettings });
    this.#table = kind.table;
  }

  /** Its version stays: a test is no change of it. */
  async noteTest(id: string, test: CheckReport, at: number): Promise<void> {
    const sql = `UPDATE ${this.#table} SET test = $2, tested_at = $3 WHERE id = $1`;
    await this.access.run(sql, [id, toStoredJson(test), at]);
  }
}
