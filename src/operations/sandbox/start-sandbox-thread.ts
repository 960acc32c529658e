import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { must } from '../../model/errors.ts';
import { readSandboxInfo, type SandboxRequest } from './sandbox-info.ts';
import type { RunningSandbox } from './start-local-sandbox.ts';

const sourceUrl = new URL('./sandbox-worker.ts', import.meta.url);
/** The compiler rewrites imports, but not addresses: beside a `.js` file the worker is a `.js` file too. */
const workerUrl = import.meta.url.endsWith('.ts') ? sourceUrl : new URL(sourceUrl.href.replace(/\.ts$/, '.js'));

/** Starts a sandbox in a thread of its own, so that the sync it serves keeps its core. */
export async function startSandboxThread(request: SandboxRequest): Promise<RunningSandbox> {
  const worker = new Worker(workerUrl, { workerData: request });
  const [message] = await once(worker, 'message');
  return {
    info: must(readSandboxInfo(message), 'The address of the sandbox'),
    close: async () => {
      await worker.terminate();
    },
  };
}
