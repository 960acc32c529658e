import { parentPort, workerData } from 'node:worker_threads';
import { runSandbox } from './run-sandbox.ts';
import type { SandboxRequest } from './sandbox-info.ts';

const request: SandboxRequest = workerData;
const { info } = await runSandbox(request);
parentPort?.postMessage(info);
