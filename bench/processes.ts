import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { SandboxSettings } from '../src/sandbox/options.ts';

export interface TenantFacts {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly approvalCodes: readonly string[];
  readonly appTokens: readonly string[];
  readonly tableIds: readonly (readonly string[])[];
  readonly instancesByCode: Readonly<Record<string, number>>;
  readonly membersByDepartment: readonly number[];
  readonly userIds: readonly string[];
  readonly recordBytes: number;
}

export interface EndpointStats {
  readonly calls: number;
  readonly throttled: number;
}

/** A sandbox in a process of its own, so that it does not share a thread with what is measured. */
export class TenantProcess implements AsyncDisposable {
  readonly facts: TenantFacts;
  readonly #stop: () => Promise<void>;

  private constructor(facts: TenantFacts, stop: () => Promise<void>) {
    this.facts = facts;
    this.#stop = stop;
  }

  static async start(settings: SandboxSettings): Promise<TenantProcess> {
    const script = new URL('sandbox-process.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    for await (const chunk of child.stdout) {
      text += String(chunk);
      if (text.endsWith('\n')) break;
    }
    const facts: TenantFacts = JSON.parse(text);
    return new TenantProcess(facts, async () => {
      child.kill();
      await once(child, 'close');
    });
  }

  async stats(): Promise<Record<string, EndpointStats>> {
    const answer = await fetch(`${this.facts.url}/sandbox/stats`);
    const { endpoints }: { endpoints: Record<string, EndpointStats> } = JSON.parse(await answer.text());
    return endpoints;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

export interface Measured {
  readonly code: number | null;
  readonly seconds: number;
  /** Largest resident set, from /proc; NaN where there is none. */
  readonly peakMb: number;
  readonly output: string;
}

/** Runs a Node script and watches its memory. */
export async function measure(script: string, args: readonly string[]): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [new URL(script, import.meta.url).pathname, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  let peakMb = Number.NaN;
  const timer = setInterval(() => {
    try {
      const [, kb] = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      if (kb !== undefined) peakMb = Number(kb) / 1000;
    } catch {
      // The process has ended, or this is no Linux.
    }
  }, 50);
  const [code] = await once(child, 'close');
  clearInterval(timer);
  return {
    code: typeof code === 'number' ? code : null,
    seconds: (performance.now() - startedAt) / 1000,
    peakMb,
    output,
  };
}

export interface SyncSetting {
  readonly folder: string;
  readonly name: string;
  readonly modules: Readonly<Record<string, unknown>>;
  readonly streams: readonly string[];
  readonly scale: number;
}

/** `larkstream sync` as a person runs it. */
export async function measureSync({ facts }: TenantProcess, setting: SyncSetting): Promise<Measured> {
  const file = `${setting.folder}/${setting.name}.json`;
  const config = {
    source: {
      region: 'feishu',
      base_url: facts.url,
      rate_limit_scale: setting.scale,
      credentials: { auth_type: 'custom_app', app_id: facts.appId, app_secret: facts.appSecret },
      modules: setting.modules,
    },
    destination: { type: 'duckdb', path: `${setting.folder}/${setting.name}.duckdb` },
    streams: { include: setting.streams },
  };
  writeFileSync(file, JSON.stringify(config));
  return await measure('../src/main.ts', ['sync', file, '--quiet']);
}
