import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { smallTenant, type TenantFacts, TenantProcess } from './tenant-process.ts';

/** Records of the sandbox that are recorded at the most; ids apart, the others are their copies. */
const recordedRecords = 13_000;

/** A tenant of one Base whose records come from the memory of a process of their own. */
export class ReplayTenant implements AsyncDisposable {
  readonly facts: TenantFacts;
  readonly #stop: () => Promise<void>;

  private constructor(facts: TenantFacts, stop: () => Promise<void>) {
    this.facts = facts;
    this.#stop = stop;
  }

  static async start(records: number): Promise<ReplayTenant> {
    const bases = [{ tables: 1, records: recordedRecords }];
    const tenant = await TenantProcess.start({ ...smallTenant, limits: 'off', bases });
    const { url, appId, appSecret } = tenant.facts;
    const [base] = tenant.facts.bases;
    const script = new URL('replay-process.ts', import.meta.url).pathname;
    const args = [url, appId, appSecret, base?.appToken ?? '', base?.tables[0]?.tableId ?? '', String(records)];
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    for await (const chunk of child.stdout) {
      text += String(chunk);
      if (text.endsWith('\n')) break;
    }
    const told: Pick<TenantFacts, 'url' | 'recordBytes'> = JSON.parse(text);
    return new ReplayTenant({ ...tenant.facts, ...told }, async () => {
      const ended = once(child, 'close');
      child.kill();
      await ended;
      await tenant[Symbol.asyncDispose]();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}
