import type { Message } from '../model/message.ts';
import type { AlertKind } from '../model/service/alert.ts';
import { heldStreams } from '../model/service/held-deletes.ts';
import type { AttemptEnd, RunProgress, ServiceRun } from '../model/service/service-run.ts';
import type { ServiceTables } from '../model/service/service-store.ts';

/** Who is told when something needs a person: each once, until it has recovered. */
export interface Alarm {
  raise(alert: {
    readonly kind: AlertKind;
    readonly subjectKind: string;
    readonly subjectId: string;
    readonly message: Message;
  }): Promise<void>;
  recover(kind: AlertKind, subjectId: string): Promise<void>;
}

/** Where alerts are kept, and what is to be sent of them. */
export type AlertTables = Pick<ServiceTables, 'now' | 'alerts' | 'alertSends' | 'changes'>;
/** The alarm whose alerts are kept by these tables: within their transaction, all or nothing. */
export type AlarmWithin = (tables: AlertTables) => Alarm;

type Tables = Pick<ServiceTables, 'pipelines' | 'runs' | 'changes'>;

/** Runs in a row. */
const failuresBeforePause = 3;
/** Tries of a live run in a row: once is chance. */
export const failuresBeforeAlert = 2;

interface AfterRunOptions {
  readonly tables: Tables;
  readonly alarm: Alarm;
  /** It has followed events for long before it failed: failures before it are over. */
  readonly isAfterSteady?: boolean;
}

/** What follows from a run that has ended: a pipeline that a person must mend pauses itself, and people are told. For a transaction. */
export async function afterRun(
  run: ServiceRun,
  end: AttemptEnd,
  { tables, alarm, isAfterSteady = false }: AfterRunOptions,
): Promise<void> {
  const { pipelineId } = run;
  const failure = end.state === 'failed' ? end.error : undefined;
  if (end.state === 'cancelled') return;
  const isPersons = failure?.family === 'config';
  if (isAfterSteady) await tables.pipelines.countConfigFailure(pipelineId, false);
  const count = await tables.pipelines.countConfigFailure(pipelineId, isPersons);
  if (isPersons && count >= failuresBeforePause) {
    const why = sentenceOf(failure);
    await pause(pipelineId, why, end.now, tables);
    await alarm.raise({ kind: 'pipeline.paused', subjectKind: 'pipeline', subjectId: pipelineId, message: why });
  }
  if (end.state !== 'failed') await alarm.recover('run.failed', pipelineId);
  else if (!isAfterSteady) await tellOfFailure(run, end, { tables, alarm });
  const held = heldStreams(end.report);
  // One that has failed has not scanned what is held: it tells nothing of it.
  if (held.length > 0 || end.state !== 'failed') await tellOfHeld(alarm, pipelineId, held);
}

/** Tells people of streams whose deletes wait for a person, or that none wait any more. */
export async function tellOfHeld(alarm: Alarm, pipelineId: string, streams: readonly string[]): Promise<void> {
  if (streams.length === 0) return await alarm.recover('deletes.held', pipelineId);
  await alarm.raise({
    kind: 'deletes.held',
    subjectKind: 'pipeline',
    subjectId: pipelineId,
    message: { en: `Deletes are held: ${streams.join(', ')}`, zh: `删除被暂缓：${streams.join('、')}` },
  });
}

async function pause(id: string, why: Message, now: number, { pipelines, changes }: Tables): Promise<void> {
  // Its row is locked: nobody changes it at this moment.
  const pipeline = await pipelines.find(id);
  if (pipeline === undefined || pipeline.state !== 'active') return;
  const paused = { ...pipeline, state: 'paused', pausedBy: undefined, pausedWhy: why, dueAt: undefined } as const;
  await pipelines.update(paused, now);
  await changes.add({ at: now, topic: 'pipeline', id, kind: 'changed' });
}

/** Once is chance; the second time in a row a person is told. */
async function tellOfFailure(
  run: ServiceRun,
  { error }: AttemptEnd,
  { tables, alarm }: { readonly tables: Tables; readonly alarm: Alarm },
): Promise<void> {
  // This one has just ended in this transaction, so all others are older, whatever the clocks say that named them.
  if ((await tables.runs.endBefore(run)) !== 'failed') return;
  const message =
    error === undefined ? { en: 'Two runs in a row have failed', zh: '连续两次运行失败' } : sentenceOf(error);
  await alarm.raise({ kind: 'run.failed', subjectKind: 'pipeline', subjectId: run.pipelineId, message });
}

/** Tells people that a live pipeline cannot follow, after so many tries in vain, the last one included. */
export async function tellOfStandstill(
  alarm: Alarm,
  pipelineId: string,
  { error, failures }: NonNullable<RunProgress['standstill']>,
): Promise<void> {
  if (failures < failuresBeforeAlert) return;
  const why = sentenceOf(error);
  const message = { en: `It cannot follow events: ${why.en}`, zh: `无法跟随事件：${why.zh}` };
  await alarm.raise({ kind: 'run.failed', subjectKind: 'pipeline', subjectId: pipelineId, message });
}

/** What has failed and what to do, in both languages. */
function sentenceOf({ message, cure, zh }: NonNullable<AttemptEnd['error']>): Message {
  return { en: `${message} ${cure}`, zh: zh === undefined ? `${message} ${cure}` : `${zh.message} ${zh.cure}` };
}
