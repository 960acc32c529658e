import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseConfig } from '../../config/read-config.ts';
import type { Config } from '../../config/settings.ts';
import { fileExists, unwritable, writePrivateFile } from '../../config/write-private-file.ts';
import type { Language, Message } from '../../model/message.ts';
import type { ClientPool } from '../../open-platform/client-pool.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { readTextFile } from '../../util/text-file.ts';
import { renderSandboxConfig } from '../sandbox/render-sandbox-config.ts';
import type { SandboxInfo, SandboxRequest } from '../sandbox/sandbox-info.ts';
import { startSandboxThread } from '../sandbox/start-sandbox-thread.ts';
import { type Answer, answerQuestions } from './answer-questions.ts';

export type { Answer } from './answer-questions.ts';

interface DemoOptions {
  /** A small tenant without rate limits. */
  readonly isFast: boolean;
  /** Things keep happening in it. */
  readonly isLive?: boolean;
  /** Folder for database and configuration; a new one among the temporary files when absent. */
  readonly folder?: string;
  readonly databasePath?: string;
  /** Of the remarks in the configuration. */
  readonly language: Language;
}

/** A simulated company that waits to be synced. */
export interface Demo {
  readonly info: SandboxInfo;
  readonly config: Config;
  readonly database: string;
  readonly configFile: string;
  readonly instances: number;
  answer(signal: AbortSignal, clients?: ClientPool): AsyncIterable<Answer>;
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
} as const satisfies SandboxRequest;

const fastTenant = {
  limits: 'off',
  users: 120,
  departments: 18,
  records: 1_000,
  approvals: { definitions: 2, instancesPerDay: 12, days: 14 },
} as const satisfies SandboxRequest;

/** Enough to see something at each moment. */
const liveChanges = 2;

/** The first line of what the demo writes: it writes over nothing else. */
const demoMark: Message = {
  en: '# Written by `larkstream demo`: its simulated company is gone when the demo ends.',
  zh: '# 由 `larkstream demo` 写入：演示结束后模拟企业不再存在。',
};

/**
 * Folder and database of the demo, made and found to be free, before anything is started.
 * @throws ConfigError `config.file.exists`, `config.file.unwritable`
 */
function placesOf(folder: string | undefined, databasePath: string | undefined): { place: string; database: string } {
  const place = folder === undefined ? mkdtempSync(join(tmpdir(), 'larkstream-demo-')) : resolve(folder);
  const database = databasePath === undefined ? join(place, 'demo.duckdb') : resolve(databasePath);
  const config = join(place, 'larkstream.yaml');
  const isOurs = existsSync(config) && isWrittenByDemo(config);
  if (existsSync(config) && !isOurs) throw fileExists(config, existsCure);
  if (existsSync(database) && (databasePath !== undefined || !isOurs)) throw fileExists(database, existsCure);
  for (const needed of [place, dirname(database)]) {
    try {
      makeFolder(needed);
    } catch (thrown) {
      throw unwritable(needed, thrown);
    }
  }
  return { place, database };
}

function isWrittenByDemo(config: string): boolean {
  const found = readTextFile(config, 100_000);
  return 'text' in found && Object.values(demoMark).some((mark) => found.text.startsWith(mark));
}

const existsCure = {
  en: 'The demo overwrites only files of an earlier demo. Choose another path.',
  zh: '演示只会覆盖之前演示写入的内容。请换一个位置。',
};

/** Starts the company in a thread of its own and writes a configuration for it. */
export async function openDemo({ isFast, isLive = false, folder, databasePath, language }: DemoOptions): Promise<Demo> {
  const { place, database } = placesOf(folder, databasePath);
  const configFile = join(place, 'larkstream.yaml');
  const request = isFast ? fastTenant : documentedTenant;
  const sandbox = await startSandboxThread(isLive ? { ...request, changesPerSecond: liveChanges } : request);
  const info = { ...sandbox.info, approvalCodes: sandbox.info.approvalCodes.slice(0, request.approvals.definitions) };
  const text = `${demoMark[language]}\n${renderSandboxConfig(info, database, language)}`;
  writePrivateFile(configFile, text, { overwrite: true });
  const config = parseConfig({ text, file: configFile, environment: {} });
  return {
    info,
    config,
    configFile,
    instances: request.approvals.definitions * request.approvals.instancesPerDay * request.approvals.days,
    database,
    answer: (signal, clients) => answerQuestions({ path: database, source: config.source, clients, signal }),
    close: () => sandbox.close(),
  };
}
