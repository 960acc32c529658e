import { parentPort, workerData } from 'node:worker_threads';
import type { SandboxRequest } from './sandbox-info.ts';
import { startLocalSandbox } from './start-local-sandbox.ts';

const request: SandboxRequest = workerData;
const { info } = await startLocalSandbox(request);
parentPort?.postMessage(info);
