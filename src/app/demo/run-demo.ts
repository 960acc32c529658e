import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseConfig } from '../../config/read-config.ts';
import type { Config } from '../../config/settings.ts';
import { renderSandboxConfig } from '../sandbox-config.ts';
import type { SandboxFacts, SandboxWish } from '../sandbox-facts.ts';
import { startSandboxThread } from '../sandbox-thread.ts';
import { type Answer, answerQuestions } from './answer-questions.ts';

export type { Answer } from './answer-questions.ts';

export interface DemoOptions {
  /** A small tenant without rate limits. */
  readonly isFast: boolean;
  /** Things keep happening in it. */
  readonly isLive?: boolean;
  /** Folder for database and configuration; a new one among the temporary files when absent. */
  readonly folder?: string;
  readonly databasePath?: string;
}

/** A simulated company that waits to be synced. */
export interface Demo {
  readonly facts: SandboxFacts;
  readonly config: Config;
  readonly database: string;
  readonly configFile: string;
  readonly instances: number;
  answer(signal: AbortSignal): AsyncIterable<Answer>;
  close(): Promise<void>;
}

/**
 * Within one minute of the documented limits: 2 approvals × 19 days are 92 list calls of the 100 in a minute, and about 800
 * detail calls of the 1,000.
 */
const documentedTenant = {
  limits: 'documented',
  users: 300,
  departments: 24,
  records: 8_000,
  approvals: { definitions: 2, instancesPerDay: 21, days: 19 },
} as const satisfies SandboxWish;

const fastTenant = {
  limits: 'off',
  users: 120,
  departments: 18,
  records: 1_000,
  approvals: { definitions: 2, instancesPerDay: 12, days: 14 },
} as const satisfies SandboxWish;

/** Enough to see something at each moment. */
const liveChanges = 2;

/** Starts the company in a thread of its own and writes a configuration for it. */
export async function openDemo({ isFast, isLive = false, folder, databasePath }: DemoOptions): Promise<Demo> {
  const place = folder === undefined ? mkdtempSync(join(tmpdir(), 'larkstream-demo-')) : resolve(folder);
  mkdirSync(place, { recursive: true });
  const wish = isFast ? fastTenant : documentedTenant;
  const sandbox = await startSandboxThread(isLive ? { ...wish, changesPerSecond: liveChanges } : wish);
  const facts = { ...sandbox.facts, approvalCodes: sandbox.facts.approvalCodes.slice(0, wish.approvals.definitions) };
  const database = resolve(place, databasePath === undefined ? 'demo.duckdb' : resolve(databasePath));
  const text = renderSandboxConfig(facts, database);
  const configFile = join(place, 'larkstream.yaml');
  writeFileSync(configFile, text);
  const config = parseConfig({ text, file: configFile, environment: {} });
  mkdirSync(dirname(database), { recursive: true });
  return {
    facts,
    config,
    configFile,
    instances: wish.approvals.definitions * wish.approvals.instancesPerDay * wish.approvals.days,
    database,
    answer: (signal) => answerQuestions({ path: database, source: config.source, signal }),
    close: () => sandbox.close(),
  };
}
