import {
  isObject,
  type JsonObject,
  type JsonValue,
  readNumber,
  readObject,
  readObjects,
  readText,
  readTexts,
} from '../util/json.ts';
import type { Freshness } from './freshness.ts';
import {
  type ReportedError,
  type RunOutcome,
  type RunReport,
  runOutcomes,
  type StreamOutcome,
  type StreamReport,
  streamOutcomes,
} from './run-report.ts';
import { writeModes } from './write-mode.ts';

const families = ['config', 'transient', 'record', 'stopped', 'bug'] as const;

function oneOf<T extends string>(names: readonly T[], text: string | null): T | undefined {
  return names.find((name) => name === text);
}

function plainObject(value: JsonObject): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, item ?? null]));
}

/** An error as it was stored. */
export function readReportedError(stored: JsonObject): ReportedError {
  const { zh } = stored;
  return {
    family: oneOf(families, readText(stored, 'family')) ?? 'bug',
    code: readText(stored, 'code') ?? '',
    message: readText(stored, 'message') ?? '',
    cure: readText(stored, 'cure') ?? '',
    details: plainObject(readObject(stored, 'details')),
    ...(isObject(zh) ? { zh: { message: readText(zh, 'message') ?? '', cure: readText(zh, 'cure') ?? '' } } : {}),
  };
}

/** What version 1 said of a stream: it called complete whatever had met no error, also in runs that came to no end. */
function outcomeInVersion1(stored: JsonObject, run: RunOutcome): StreamOutcome {
  const cameToItsEnd = run === 'done' || run === 'incomplete';
  if (cameToItsEnd && readText(stored, 'outcome') === 'complete') return 'complete';
  return (readNumber(stored, 'rowsRead') ?? 0) > 0 ? 'partial' : 'not_read';
}

function readFreshness(stored: JsonObject): Partial<Freshness> {
  const changesAsOf = readText(stored, 'changesAsOf');
  if (changesAsOf === null) return {};
  const auditHours = readNumber(stored, 'auditHours');
  const told = { changesAsOf, auditedAsOf: readText(stored, 'auditedAsOf') };
  return auditHours === null ? told : { ...told, auditHours };
}

function readStream(stored: JsonObject, outcome: StreamOutcome): StreamReport {
  return {
    stream: readText(stored, 'stream') ?? '',
    module: readText(stored, 'module') ?? '',
    mode: oneOf(writeModes, readText(stored, 'mode')) ?? 'dedup',
    outcome,
    rowsRead: readNumber(stored, 'rowsRead') ?? 0,
    rowsInserted: readNumber(stored, 'rowsInserted') ?? 0,
    rowsUpdated: readNumber(stored, 'rowsUpdated') ?? 0,
    rowsUnchanged: readNumber(stored, 'rowsUnchanged') ?? 0,
    rowsDeleted: readNumber(stored, 'rowsDeleted') ?? 0,
    ...readFreshness(stored),
    seconds: readNumber(stored, 'seconds') ?? 0,
    errors: readObjects(stored, 'errors').map(readReportedError),
  };
}

/** A report as a destination stored it; undefined when it is of another version. */
export function readRunReport(stored: JsonValue): RunReport | undefined {
  if (!isObject(stored) || (stored.version !== 1 && stored.version !== 2)) return undefined;
  const { error, calls, zh } = stored;
  const outcome = oneOf(runOutcomes, readText(stored, 'outcome')) ?? 'failed';
  const outcomeOf = (stream: JsonObject): StreamOutcome =>
    stored.version === 1
      ? outcomeInVersion1(stream, outcome)
      : (oneOf(streamOutcomes, readText(stream, 'outcome')) ?? 'not_read');
  return {
    version: 2,
    ...(stored.isLive === true ? { isLive: true as const } : {}),
    runId: readText(stored, 'runId') ?? '',
    sourceId: readText(stored, 'sourceId') ?? '',
    startedAt: readText(stored, 'startedAt') ?? '',
    finishedAt: readText(stored, 'finishedAt') ?? '',
    outcome,
    streams: readObjects(stored, 'streams').map((stream) => readStream(stream, outcomeOf(stream))),
    commits: readNumber(stored, 'commits') ?? 0,
    warnings: readTexts(stored, 'warnings'),
    ...(isObject(zh) ? { zh: { warnings: readTexts(zh, 'warnings') } } : {}),
    ...(isObject(error) ? { error: readReportedError(error) } : {}),
    ...(isObject(calls) ? { calls } : {}),
  };
}
