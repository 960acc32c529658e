import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import type { SandboxOptions } from '../src/sandbox/sandbox-options.ts';

/** What there is in the tenant, told by the sandbox itself and not by what was read from it. */
export interface TenantFacts {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly approvalCodes: readonly string[];
  /** For each code the instances created in each window of ten hours since `historySinceMs`. */
  readonly instancesByWindow: readonly (readonly number[])[];
  readonly bases: readonly BaseFacts[];
  /** Bytes of a record as the platform writes it, on average over the first two thousand. */
  readonly recordBytes: number;
  readonly people: number;
  readonly departments: number;
  /** Direct members of each department, the root first. */
  readonly departmentMembers: readonly number[];
  /** Calls that list all departments, fifty a page, whole subtrees where the platform allows them. */
  readonly departmentPages: number;
  readonly userGroups: readonly {
    readonly type: 1 | 2;
    readonly users: number;
    readonly departments: number;
  }[];
  readonly attendanceGroups: number;
  readonly attendanceShifts: number;
}

export interface BaseFacts {
  readonly appToken: string;
  readonly tables: readonly {
    readonly tableId: string;
    readonly records: number;
    readonly fields: number;
    readonly views: number;
  }[];
}

interface EndpointStats {
  readonly calls: number;
  readonly throttled: number;
}

/** A sandbox in a process of its own, so that it does not share a thread with what is measured. */
export class TenantProcess implements AsyncDisposable {
  readonly facts: TenantFacts;
  readonly #pid: number;
  readonly #stop: () => Promise<void>;

  private constructor(facts: TenantFacts, pid: number, stop: () => Promise<void>) {
    this.facts = facts;
    this.#pid = pid;
    this.#stop = stop;
  }

  static async start(settings: SandboxOptions, historySinceMs: number = Date.now()): Promise<TenantProcess> {
    const script = new URL('sandbox-process.ts', import.meta.url).pathname;
    const args = [script, JSON.stringify(settings), String(historySinceMs)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    for await (const chunk of child.stdout) {
      text += String(chunk);
      if (text.endsWith('\n')) break;
    }
    const facts: TenantFacts = JSON.parse(text);
    return new TenantProcess(facts, child.pid ?? 0, async () => {
      const ended = once(child, 'close');
      child.kill();
      await ended;
    });
  }

  /** The platform works elsewhere: here it must not take the cores from what is measured. */
  standBack(): void {
    setPriority(this.#pid, constants.priority.PRIORITY_LOW);
  }

  /** By path as in the contract, without the calls that fetch a token. */
  async stats(): Promise<ReadonlyMap<string, EndpointStats>> {
    const answer = await fetch(`${this.facts.url}/sandbox/stats`);
    const { endpoints }: { endpoints: Record<string, EndpointStats> } = JSON.parse(await answer.text());
    return new Map(Object.entries(endpoints).filter(([path]) => !path.includes('/auth/')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

/** Parts of a tenant that a measurement does not need are kept small, so that starting takes no time. */
export const smallTenant: SandboxOptions = {
  users: 20,
  departments: 3,
  groups: 0,
  approvals: { definitions: 1, instancesPerDay: 0, days: 1 },
  attendance: { days: 1 },
  bases: [{ tables: 1, records: 10 }],
};
