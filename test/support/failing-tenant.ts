import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultKind } from '../../src/sandbox/gateway/fault-plan.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, parseJson } from '../../src/util/json.ts';
import { freePort } from './free-port.ts';
import { writeTenantConfig } from './tenant-config.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface TenantChange {
  readonly source?: Settings;
  readonly destination?: Settings;
  readonly events?: Settings;
  readonly streams?: Settings;
}

/** Makes something go wrong; what it gives back sets it right again. */
export type Trouble = (tenant: FailingTenant) => (() => void | Promise<void>) | Promise<() => void | Promise<void>>;

/** A small tenant, a folder of configurations for it, and what can be wrong with both. */
export class FailingTenant implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly folder: string = mkdtempSync(join(tmpdir(), 'larkstream-failing-'));
  /** Nothing listens there. */
  readonly closedPort: number;
  /** Answers everything with a page for persons. */
  readonly pageUrl: string;
  readonly #page: Server;

  private constructor(sandbox: Sandbox, page: Server, closedPort: number) {
    // As root, the Postgres of a service runs as another user, who must be able to enter.
    chmodSync(this.folder, 0o711);
    this.sandbox = sandbox;
    this.closedPort = closedPort;
    this.#page = page;
    const address = page.address();
    this.pageUrl = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }

  static async start(): Promise<FailingTenant> {
    const sandbox = await startSandbox({
      limits: 'off',
      users: 8,
      departments: 3,
      bases: [{ tables: 1, records: 20 }],
      approvals: { definitions: 1, instancesPerDay: 2, days: 2 },
      attendance: { days: 2 },
      events: { mode: 'long_connection' },
    });
    const page = createServer((_, response) => {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Please log in</h1>');
    });
    await listen(page, 0);
    return new FailingTenant(sandbox, page, await freePort());
  }

  /** A configuration; returns its path. */
  file(name: string, { source = {}, ...more }: TenantChange = {}): string {
    const { file } = writeTenantConfig(this.sandbox, { folder: this.folder, name, startDate: '2026-01-01', ...more });
    const config = parseJson(readFileSync(file, 'utf8'));
    if (isObject(config) && isObject(config.source)) {
      writeFileSync(file, JSON.stringify({ ...config, source: { ...config.source, ...source } }));
    }
    return file;
  }

  text(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox.close();
    this.#page.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
}

export const withoutScopes: Trouble = ({ sandbox }) => {
  const all = [...sandbox.options.grantedScopes];
  sandbox.setGrantedScopes(all.filter((scope) => /^(contact:contact|application|admin)/.test(scope)));
  return () => sandbox.setGrantedScopes(all);
};

export const otherSecret: Trouble = ({ sandbox }) => {
  sandbox.setAppSecret('another-secret-of-the-app');
  sandbox.revokeTokens();
  return () => sandbox.setAppSecret(sandbox.options.appSecret);
};

export const deniedAddress: Trouble = ({ sandbox }) => {
  sandbox.setIpAllowList(['203.0.113.9']);
  return () => sandbox.setIpAllowList(null);
};

export const noQuota: Trouble = ({ sandbox }) => {
  sandbox.setMonthlyQuota(0);
  return () => sandbox.setMonthlyQuota(null);
};

export const nobodyInRange: Trouble = ({ sandbox }) => {
  sandbox.setContactRange({});
  sandbox.setAttendanceRange({});
  return () => {
    sandbox.setContactRange('all');
    sandbox.setAttendanceRange('all');
  };
};

export function faulty(kind: FaultKind, more: { readonly code?: number; readonly message?: string } = {}): Trouble {
  return ({ sandbox }) => {
    sandbox.faults.add({ path: '*', kind, ...more });
    return () => sandbox.faults.clear();
  };
}

/** Another process has the database file open: within one, DuckDB shares it. */
export function lockedFile(name: string): Trouble {
  return async ({ folder }) => {
    const script = `const { DuckDBInstance } = await import('@duckdb/node-api');
      await DuckDBInstance.create(${JSON.stringify(join(folder, `${name}.duckdb`))});
      process.stdout.write('open');
      process.stdin.resume();`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    return async () => {
      holder.kill('SIGKILL');
      await once(holder, 'close');
    };
  };
}

export const takenPort: Trouble = async ({ closedPort }) => {
  const server = createServer();
  await listen(server, closedPort);
  return () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
};
