import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../src/model/secret.ts';
import type { RunProgress } from '../../src/model/service/service-run.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import type { AttemptLine, AttemptStarter, RunningAttempt } from '../../src/scheduler/attempt.ts';
import type { PostgresDatabases } from './postgres-server.ts';
import { keepHeard } from './service-runs.ts';
import { writeTenantConfig } from './tenant-config.ts';

/** A live attempt, and what it has told. */
export interface Follower extends RunningAttempt {
  readonly progress: RunProgress[];
  readonly lines: AttemptLine[];
  /** That its table of records holds. */
  readonly records: () => Promise<number>;
}

interface Following {
  /** The address of the store of events. */
  readonly store: string;
  /** Of the Postgres to write to. */
  readonly url: string;
  readonly fence?: number;
  readonly from: AttemptStarter;
}

/** Live attempts on the first app of a sandbox, each into a database of its own. */
export class Followers implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'larkstream-followers-'));
  readonly #server: PostgresDatabases;
  readonly #sandbox: Sandbox;

  constructor(server: PostgresDatabases, sandbox: Sandbox) {
    this.#server = server;
    this.#sandbox = sandbox;
  }

  begin(pipelineId: string, { store, url, fence = 1, from }: Following): Follower {
    const { file } = this.config(pipelineId, {
      destination: { type: 'postgres', url: `\${URL}` },
      events: { store: `\${STORE}` },
    });
    const progress: RunProgress[] = [];
    const lines: AttemptLine[] = [];
    const attempt = from.start(
      {
        runId: `run_${pipelineId}`,
        pipelineId,
        number: fence,
        fence,
        isLive: true,
        options: {},
        config: { text: readFileSync(file, 'utf8'), secrets: { STORE: new Secret(store), URL: new Secret(url) } },
      },
      { onProgress: (one) => progress.push(one), onLine: (one) => lines.push(one) },
    );
    const held = 'SELECT count(*) FROM lark.base_records WHERE _larkstream_deleted_at IS NULL';
    const records = async (): Promise<number> => Number((await this.#server.query(url, held))[0]?.[0]);
    return { ...keepHeard(attempt), progress, lines, records };
  }

  config(name: string, more: object): { readonly file: string } {
    const startDate = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    return writeTenantConfig(this.#sandbox, { folder: this.#folder, name, startDate, ...more });
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Processes of attempts that are told apart by their bound of memory. */
export function pidsOf(memoryMb: number): number[] {
  const isOurs = (pid: string): boolean => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--max-old-space-size=${memoryMb}\0`);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isOurs(name))
    .map(Number);
}
