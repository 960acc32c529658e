import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import { StoppedError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { sayRun } from './say-run.ts';

type Run = ApiSchemas['RunInDetail'];

interface AskedRun {
  readonly params: { readonly id: string };
  readonly signal: AbortSignal;
  /** Only lines that tell of it; undefined: all. */
  readonly stream?: string | undefined;
}

const progressMs = 2_000;
/** A service that stops ends its streams, and the next one goes on with the run. */
const againMs = 1_000;

/** Tells the log and the progress of a run until it ends. Gives the exit code of its outcome. */
export async function followRun(client: Client, asked: AskedRun, context: Context): Promise<number> {
  const ended = new AbortController();
  const signal = AbortSignal.any([asked.signal, ended.signal]);
  const progress = context.isJson || context.isQuiet ? undefined : tellProgress(client, { ...asked, signal }, context);
  try {
    const run = await followLog(client, asked, context);
    sayRun(run, context);
    return exitCodeOf(run);
  } catch (thrown) {
    throw asked.signal.aborted ? lookingEnded(asked.params.id) : thrown;
  } finally {
    ended.abort();
    await progress;
  }
}

function lookingEnded(id: string): StoppedError {
  return new StoppedError({
    code: 'api.command.stopped',
    message: {
      en: `No longer following run ${id}: a signal came. The service goes on with it`,
      zh: `收到信号，不再跟随运行 ${id}；服务会继续这次运行`,
    },
    cure: {
      en: `\`larkstream runs log ${id} --follow\` follows it again, \`larkstream runs cancel ${id}\` ends it.`,
      zh: `\`larkstream runs log ${id} --follow\` 可再次跟随，\`larkstream runs cancel ${id}\` 可结束它。`,
    },
  });
}

async function followLog(client: Client, { stream, ...asked }: AskedRun, context: Context): Promise<Run> {
  for (let lastEventId: string | undefined; ; ) {
    for await (const { event, data, id } of client.stream('GET /runs/{id}/log/follow', { ...asked, lastEventId })) {
      const isMeant = stream === undefined || data.streams.includes(stream);
      if (event === 'line' && isMeant) tellLine(data, context);
      lastEventId = id ?? lastEventId;
    }
    const run = await client.call('GET /runs/{id}', asked);
    if (run.state !== 'queued' && run.state !== 'running') return run;
    await sleep(againMs, undefined, { signal: asked.signal });
  }
}

/** Beside the log. What goes wrong here goes wrong there as well, and is told there. */
async function tellProgress(
  client: Client,
  { stream: _, ...asked }: AskedRun,
  { texts, note }: Context,
): Promise<void> {
  try {
    for (let before = ''; ; await sleep(progressMs, undefined, { signal: asked.signal })) {
      const now = progressOf(await client.call('GET /runs/{id}', asked), texts);
      if (now !== '' && now !== before) note(now);
      before = now;
    }
  } catch {
    // The run has ended, or nobody answers any more.
  }
}

function progressOf({ state, progress, waitingFor }: Run, texts: Context['texts']): string {
  if (waitingFor !== null)
    return `${texts.remote.runStates[state]}${texts.colon}${texts.remote.waitsFor[waitingFor.reason]}`;
  if (state !== 'running' || progress === null) return '';
  const done = `${texts.progress.rows(progress.rows)} · ${texts.progress.calls(progress.calls)}`;
  return progress.waiting === null ? done : `${done} · ${progress.waiting.for[texts.language]}`;
}

/** A line of the log of a run. */
export function tellLine(line: ApiSchemas['RunLine'], { texts, style, say, emit }: Context): void {
  emit({ event: 'remote_line', line: { ...line } });
  const mark = { debug: style.dim('·'), info: ' ', warn: style.yellow('!'), error: style.red('✗') }[line.level];
  say(`${style.dim(line.at.slice(11, 19))} ${mark} ${line.message[texts.language]}`);
}

function exitCodeOf({ state, error }: Run): number {
  if (state === 'incomplete') return exitCodes.incomplete;
  if (state === 'cancelled') return exitCodes.stopped;
  if (state !== 'failed') return exitCodes.done;
  return error?.family === 'config' ? exitCodes.configuration : exitCodes.failed;
}
