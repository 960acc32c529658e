import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../src/store/migrate.ts';
import { serviceMigrations } from '../../src/store/service/open-service-database.ts';

/** What a step may do at most while programs of before work on: each table gets a column. */
const widen = `DO $do$ DECLARE held text; BEGIN
  FOR held IN SELECT tablename FROM pg_tables WHERE schemaname = 'larkstream' LOOP
    EXECUTE format('ALTER TABLE larkstream.%I ADD COLUMN IF NOT EXISTS next_version TEXT', held);
  END LOOP; END $do$`;

/** A program of the version after this one: the same sources in a folder of their own, with one step more for each list of tables. */
export class NextVersion implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'larkstream-next-'));

  /** `isBeside`: the steps say that programs of this version may go on. */
  constructor({ isBeside }: { readonly isBeside: boolean }) {
    for (const name of ['src', 'contract', 'package.json']) cpSync(name, join(this.#folder, name), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules'), join(this.#folder, 'node_modules'));
    this.#addStep('src/store/migrate.ts', 'migrations', isBeside ? migrations.length : undefined);
    const ofService = isBeside ? serviceMigrations.length : undefined;
    this.#addStep('src/store/service/open-service-database.ts', 'serviceMigrations', ofService);
  }

  /** What is run in the place of `src/main.ts`. */
  get main(): string {
    return join(this.#folder, 'src', 'main.ts');
  }

  #addStep(file: string, list: string, oldest: number | undefined): void {
    const path = join(this.#folder, file);
    const [before = '', after = ''] = readFileSync(path, 'utf8').split(
      new RegExp(`(?<=const ${list}: readonly Migration\\[\\] = \\[[^\\]]*)(?=\\];)`),
    );
    const allowed = oldest === undefined ? '' : `oldest: ${oldest}, `;
    const step = `{ name: '9999-next', tables: [], ${allowed}statements: () => [${JSON.stringify(widen)}] },\n`;
    if (after === '') throw new Error(`${file} has no list ${list}`);
    writeFileSync(path, before + step + after);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
