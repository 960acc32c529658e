import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../print/format-table.ts';
import { type RemoteFlags, withRemote } from '../remote/open-remote.ts';
import { rowsOf, shortTime } from '../remote/remote-words.ts';
import { usageError } from '../usage-error.ts';

interface RunRequest {
  readonly command: 'list' | 'show' | 'log' | 'cancel' | 'retry';
  readonly run: string | undefined;
}

interface RunFlags extends RemoteFlags {
  readonly limit: number;
  readonly pipeline?: string;
  readonly state?: ServiceRun['state'];
  readonly follow?: boolean;
}

type Run = ApiSchemas['Run'];

/** `larkstream runs`: those of a service. */
export async function runs(request: RunRequest, flags: RunFlags, context: Context): Promise<number> {
  return await withRemote(flags, context, async (client, signal) => {
    const { command, run: id } = request;
    if (command === 'list') return await list(client, signal, flags, context);
    if (id === undefined)
      throw usageError({ en: 'The argument <run> is missing', zh: '缺少参数 <运行>' }, 'larkstream runs');
    const asked = { params: { id }, signal };
    if (command === 'log') return await log(client, asked, flags, context);
    if (command === 'cancel') return show(await client.call('POST /runs/{id}/cancel', asked), context);
    if (command === 'retry') return show(await client.call('POST /runs/{id}/retry', asked), context);
    return show(await client.call('GET /runs/{id}', asked), context);
  });
}

async function list(client: Client, signal: AbortSignal, flags: RunFlags, context: Context): Promise<number> {
  const { texts, style, columns: width, say, emit } = context;
  const { limit, pipeline, state: wanted } = flags;
  const filter = { ...(pipeline === undefined ? {} : { pipelineId: pipeline }), ...(wanted && { state: wanted }) };
  const { items, total } = await client.call('GET /runs', { query: { limit, ...filter }, signal });
  for (const run of items) emit({ event: 'remote_run', run: { ...run } });
  emit({ event: 'remote_listed', things: 'runs', shown: items.length, total });
  const { state, trigger, began, rows, noRuns, more, runStates, triggers } = texts.remote;
  if (items.length === 0) say(noRuns);
  else {
    const lines = formatTable({
      width,
      columns: [
        { title: 'ID', keep: true },
        { title: state },
        { title: trigger, drop: 2 },
        { title: `${began} (UTC)`, keep: true },
        { title: rows, align: 'right' },
        { title: texts.remote.pipeline, keep: true, drop: 1 },
      ],
      rows: items.map((one) => [
        one.id,
        runStates[one.state],
        triggers[one.trigger],
        shortTime(one.startedAt),
        rowsOf(one),
        one.pipelineId,
      ]),
      styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
    });
    for (const line of lines) say(line);
    if (total > items.length) say(style.dim(more(items.length, total)));
  }
  return exitCodes.done;
}

function show(run: Run, { texts, style, say, emit }: Context): number {
  emit({ event: 'remote_run', run: { ...run } });
  const { remote, colon, language } = texts;
  const fact = (name: string, value: string): void => say(`  ${style.dim(`${name}${colon}`)}${value}`);
  say(style.bold(run.id));
  fact(remote.pipeline, run.pipelineId);
  fact(remote.state, remote.runStates[run.state]);
  fact(remote.trigger, remote.triggers[run.trigger]);
  fact(`${remote.began} (UTC)`, shortTime(run.startedAt));
  fact(`${remote.ended} (UTC)`, shortTime(run.finishedAt));
  fact(remote.rows, rowsOf(run));
  if (run.error !== null) {
    const { message, cure } = language === 'zh' ? (run.error.zh ?? run.error) : run.error;
    say(`${style.red('✗')} ${message}`);
    fact(texts.error.next, cure);
    fact(texts.error.code, run.error.code);
  }
  return exitCodes.done;
}

interface AskedRun {
  readonly params: { readonly id: string };
  readonly signal: AbortSignal;
}

/** What is there; with `--follow` until the run ends, and then as the run has ended. */
async function log(client: Client, asked: AskedRun, { follow, limit }: RunFlags, context: Context): Promise<number> {
  if (follow !== true) {
    const { items } = await client.call('GET /runs/{id}/log', { ...asked, query: { limit } });
    for (const line of items) tell(line, context);
    context.emit({ event: 'remote_listed', things: 'lines', shown: items.length, total: items.length });
    if (items.length === 0) context.say(context.texts.remote.noLines);
    return exitCodes.done;
  }
  for await (const { event, data } of client.stream('GET /runs/{id}/log/follow', asked)) {
    if (event === 'line') tell(data, context);
  }
  const run = await client.call('GET /runs/{id}', asked);
  show(run, context);
  return exitCodeOf(run);
}

function tell(line: ApiSchemas['RunLine'], { texts, style, say, emit }: Context): void {
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
