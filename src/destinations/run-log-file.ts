import { existsSync, readFileSync } from 'node:fs';
import type { BegunRun, RunHistory } from '../model/run-log.ts';
import type { RunReport } from '../model/run-report.ts';
import { isObject, type JsonObject, type JsonValue, readNumber, readText, tryParseJson } from '../util/json.ts';
import { completeStreamsOf } from './complete-streams.ts';
import { replacePrivateFile } from './replace-private-file.ts';

/** The number of last runs that are kept, besides the last one that read all of each stream. */
const maxRuns = 100;

/** The number of runs that are searched for it. */
export const maxSearchedRuns = 300;

/** Where the log of a database file lies. */
export function runLogPath(databasePath: string): string {
  return `${databasePath}.runs.json`;
}

/**
 * A small file beside a database file, which one process at a time may open: other processes read this file to learn how runs went.
 * It is replaced as a whole, so that a reader sees one state or the other. Only the process that holds the database writes it.
 */
export class RunLogFile {
  readonly #path: string;

  constructor(databasePath: string) {
    this.#path = runLogPath(databasePath);
  }

  /** `runs` are the reports that the destination holds, the newest first: a log of another one is forgotten. */
  begin(run: BegunRun, runs: readonly JsonValue[]): void {
    this.#write({ runs: lastRuns(runs), begun: run });
  }

  /** Adds a report, where it belongs by its time: an older one may be saved later. The run that was begun has ended. */
  save(report: RunReport): void {
    // As it will be read.
    const saved = tryParseJson(JSON.stringify(report)) ?? null;
    const others = this.read().runs.filter((run) => textOf(run, 'runId') !== report.runId);
    const older = others.findIndex((run) => (textOf(run, 'startedAt') ?? '') <= report.startedAt);
    const runs = others.toSpliced(older === -1 ? others.length : older, 0, saved);
    this.#write({ runs: lastRuns(runs), begun: undefined });
  }

  /** The process that began a run closes the log without a report. */
  leave(): void {
    const history = this.read();
    if (history.begun?.pid === process.pid) this.#write({ ...history, begun: undefined });
  }

  /** Empty when there is none, or it is damaged: the database has the reports as well. */
  read(): RunHistory {
    const found = existsSync(this.#path) ? tryParseJson(readFileSync(this.#path, 'utf8')) : undefined;
    if (!isObject(found) || found.version !== 1) return { runs: [], begun: undefined };
    const { runs, begun } = found;
    return { runs: Array.isArray(runs) ? runs : [], begun: isObject(begun) ? readBegun(begun) : undefined };
  }

  #write({ runs, begun }: RunHistory): void {
    replacePrivateFile(this.#path, `${JSON.stringify({ version: 1, begun: begun ?? null, runs })}\n`);
  }
}

function textOf(run: JsonValue, name: string): string | null {
  return isObject(run) ? readText(run, name) : null;
}

function readBegun(stored: JsonObject): BegunRun {
  return {
    runId: readText(stored, 'runId') ?? '',
    sourceId: readText(stored, 'sourceId') ?? '',
    startedAt: readText(stored, 'startedAt') ?? '',
    pid: readNumber(stored, 'pid') ?? 0,
  };
}

/** Drops the oldest runs, but keeps the last complete one of each stream. */
function lastRuns(runs: readonly JsonValue[]): JsonValue[] {
  const reported = new Set<string>();
  return runs.filter((run, index) => {
    const complete = completeStreamsOf(run);
    const isNews = complete.some((stream) => !reported.has(stream));
    for (const stream of complete) reported.add(stream);
    return index < maxRuns || isNews;
  });
}
