import type { Message } from '../../model/message.ts';
import { untranslated } from '../../model/message.ts';
import { readReportedError } from '../../model/read-run-report.ts';
import type { ReportedError } from '../../model/run-report.ts';
import type { CallRate } from '../../model/service/call-rates.ts';
import type { CheckLine, CheckReport } from '../../model/service/check-report.ts';
import type { Schedule } from '../../model/service/schedule.ts';
import {
  type AttemptsSoFar,
  type IncompleteStreams,
  type NextRun,
  type RunOptions,
  type RunProgress,
  runPhases,
  type UntoldChanges,
} from '../../model/service/service-run.ts';
import {
  isObject,
  type JsonObject,
  type JsonValue,
  readNumber,
  readObject,
  readObjects,
  readText,
  readTexts,
  tryParseJson,
} from '../../util/json.ts';
import { storableJson } from '../../util/storable-text.ts';

/** As the store keeps it: whole texts only, since Postgres reads no JSON with U+0000 or half a surrogate pair in it, not even another row's. */
export function toStoredJson(value: object | JsonValue): string {
  return storableJson(JSON.stringify(value));
}

/** JSON as the store has written it; what cannot be read as what it must be gives undefined. */
export function readMessage(value: JsonValue | undefined): Message | undefined {
  if (!isObject(value)) return undefined;
  const en = readText(value, 'en');
  return en === null ? undefined : { en, zh: readText(value, 'zh') ?? en };
}

/** Why a run or an attempt has failed. */
export function readError(value: JsonValue): ReportedError | undefined {
  return isObject(value) ? readReportedError(value) : undefined;
}

/** When a pipeline runs by itself. */
export function readSchedule(value: JsonValue): Schedule | undefined {
  if (!isObject(value)) return undefined;
  const { kind, minutes, line, zone } = value;
  if (kind === 'manual' || kind === 'live') return { kind };
  if (kind === 'every' && typeof minutes === 'number') return { kind, minutes };
  if (kind === 'cron' && typeof line === 'string' && typeof zone === 'string') return { kind, line, zone };
  return undefined;
}

/** Always the same text for the same schedule. */
export function writeSchedule(schedule: Schedule): string {
  const { kind } = schedule;
  if (kind === 'every') return toStoredJson({ kind, minutes: schedule.minutes });
  if (kind === 'cron') return toStoredJson({ kind, line: schedule.line, zone: schedule.zone });
  return toStoredJson({ kind });
}

/** What a person asked for; what is not known is left out. */
export function readRunOptions(value: JsonValue): RunOptions | undefined {
  if (!isObject(value)) return undefined;
  return {
    ...(value.full === true ? { full: true } : {}),
    ...(value.acceptDeletes === true ? { acceptDeletes: true } : {}),
    ...(value.resetStreams === undefined ? {} : { resetStreams: readTexts(value, 'resetStreams') }),
  };
}

/** What a live run ends for, as it stands beside its options. */
export function readNext(value: JsonValue): NextRun | undefined {
  if (!isObject(value) || !isObject(value.next)) return undefined;
  const { next } = value;
  const [id, trigger] = [readText(next, 'id'), readText(next, 'trigger')];
  if (id === null || (trigger !== 'person' && trigger !== 'retry')) return undefined;
  return {
    id,
    trigger,
    retryOf: readText(next, 'retryOf') ?? undefined,
    requestedBy: readText(next, 'requestedBy') ?? undefined,
    options: readRunOptions(readObject(next, 'options')) ?? {},
    queuedAt: readNumber(next, 'queuedAt') ?? 0,
    cancelAskedAt: readNumber(next, 'cancelAskedAt') ?? undefined,
  };
}

/** What was heard of an attempt; a phase that is not known reads as `snapshot`. */
export function readProgress(value: JsonValue): RunProgress | undefined {
  if (!isObject(value)) return undefined;
  const { waiting, standstill, incomplete, untold, changedAt, soFar } = value;
  const forWhat = isObject(waiting) ? readMessage(waiting.forWhat) : undefined;
  return {
    at: readNumber(value, 'at') ?? 0,
    phase: runPhases.find((phase) => phase === value.phase) ?? 'snapshot',
    rows: readNumber(value, 'rows') ?? 0,
    calls: readNumber(value, 'calls') ?? 0,
    commits: readNumber(value, 'commits') ?? 0,
    streams: readStreams(readObject(value, 'streams')),
    ...(isObject(waiting) && forWhat ? { waiting: readWaiting(waiting, forWhat) } : {}),
    ...optionalNumbers(value, ['remainingMs', 'lagMs', 'advances', 'readAt']),
    ...readStandstill(standstill),
    ...(value.rates === undefined ? {} : { rates: readObjects(value, 'rates').map(readRate) }),
    ...(value.heldDeletes === undefined ? {} : { heldDeletes: readTexts(value, 'heldDeletes') }),
    ...(incomplete === undefined ? {} : { incomplete: readIncomplete(incomplete) }),
    ...(untold === undefined ? {} : { untold: readUntold(untold) }),
    ...(changedAt === undefined ? {} : { changedAt: readIncomplete(changedAt) }),
    ...(isObject(soFar) ? { soFar: readSoFar(soFar) } : {}),
  };
}

function readRate(value: JsonObject): CallRate {
  const { lastMinute = 0, limit = 0 } = optionalNumbers(value, ['lastMinute', 'limit']);
  return { endpoint: readText(value, 'endpoint') ?? '', lastMinute, limit };
}

function readWaiting(waiting: JsonObject, forWhat: Message): NonNullable<RunProgress['waiting']> {
  const { kind } = waiting;
  return {
    forWhat,
    until: readNumber(waiting, 'until') ?? 0,
    ...(kind === 'limit' || kind === 'retry' ? { kind } : {}),
    ...optionalTexts(waiting, ['of']),
  };
}

function readStandstill(value: JsonValue | undefined): Pick<RunProgress, 'standstill'> {
  const error = isObject(value) && value.error !== undefined ? readError(value.error) : undefined;
  return isObject(value) && error ? { standstill: { error, failures: readNumber(value, 'failures') ?? 0 } } : {};
}

/** What cannot be read is left out. */
export function readIncomplete(value: JsonValue): IncompleteStreams {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.flatMap(([name, since]) => (typeof since === 'number' ? [[name, since]] : [])));
}

/** The same. */
export function readUntold(value: JsonValue): UntoldChanges {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([name, one]) => {
      const [rows, since] = isObject(one) ? [readNumber(one, 'rows'), readNumber(one, 'since')] : [null, null];
      return rows === null || since === null ? [] : [[name, { rows, since }]];
    }),
  );
}

function readSoFar(value: JsonObject): AttemptsSoFar {
  return {
    steadyAttempt: readNumber(value, 'steadyAttempt') ?? 0,
    mostCommits: readNumber(value, 'mostCommits') ?? 0,
    movedAttempt: readNumber(value, 'movedAttempt') ?? 0,
  };
}

function readStreams(streams: JsonObject): RunProgress['streams'] {
  return Object.fromEntries(
    Object.entries(streams).flatMap(([name, stream]) =>
      isObject(stream)
        ? [
            [
              name,
              {
                rows: readNumber(stream, 'rows') ?? 0,
                ...optionalNumbers(stream, ['estimate', 'share']),
                ...(typeof stream.done === 'boolean' ? { done: stream.done } : {}),
              },
            ],
          ]
        : [],
    ),
  );
}

const outcomes = ['ok', 'warning', 'failed', 'skipped'] as const;

/** What a test has found; an outcome that is not known reads as `failed`. */
export function readCheckReport(value: JsonValue): CheckReport | undefined {
  if (!isObject(value)) return undefined;
  const { bot, probe } = value;
  return {
    lines: readObjects(value, 'lines').map(readLine),
    isOk: value.isOk === true,
    ...(isObject(bot)
      ? {
          bot: {
            name: readText(bot, 'name') ?? '',
            openId: readText(bot, 'openId') ?? undefined,
            state: readText(bot, 'state') ?? '',
          },
        }
      : {}),
    ...optionalTexts(value, ['mode', 'webhookUrl']),
    ...(isObject(probe)
      ? {
          probe: {
            connected: probe.connected === true,
            state: readText(probe, 'state') ?? '',
            lastError: readSentences(probe.lastError),
          },
        }
      : {}),
  };
}

function readLine(line: JsonObject): CheckLine {
  const cure = readMessage(line.cure);
  return {
    name: readText(line, 'name') ?? '',
    title: readMessage(line.title) ?? { en: '', zh: '' },
    outcome: outcomes.find((outcome) => outcome === line.outcome) ?? 'failed',
    message: readMessage(line.message) ?? { en: '', zh: '' },
    ...(cure === undefined ? {} : { cure }),
    ...optionalTexts(line, ['url', 'code']),
  };
}

function readSentences(value: JsonValue | undefined): { message: string; cure: string } | undefined {
  if (!isObject(value)) return undefined;
  return { message: readText(value, 'message') ?? '', cure: readText(value, 'cure') ?? '' };
}

/** The texts that stand there under these keys. */
export function optionalTexts<K extends string>(from: JsonObject, keys: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const text = readText(from, key);
    if (text !== null) found[key] = text;
  }
  return found;
}

/** Likewise numbers. */
export function optionalNumbers<K extends string>(from: JsonObject, keys: readonly K[]): Partial<Record<K, number>> {
  const found: Partial<Record<K, number>> = {};
  for (const key of keys) {
    const number = readNumber(from, key);
    if (number !== null) found[key] = number;
  }
  return found;
}

/** What befell a turn or a message. Earlier versions have kept it in English only. */
export function readLastError(text: string | undefined): Message | undefined {
  if (text === undefined) return undefined;
  return readMessage(tryParseJson(text)) ?? untranslated(text);
}
