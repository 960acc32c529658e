import { parentPort, workerData } from 'node:worker_threads';
import { runSandbox } from './run-sandbox.ts';
import type { SandboxWish } from './sandbox-facts.ts';

const wish: SandboxWish = workerData;
const { facts } = await runSandbox(wish);
parentPort?.postMessage(facts);
