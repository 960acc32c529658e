import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../print/format-table.ts';
import { findPipeline, namesOf } from '../remote/find-thing.ts';
import { followRun, tellLine } from '../remote/follow-run.ts';
import { type RemoteFlags, withRemote } from '../remote/open-remote.ts';
import { rowsOf, shortTime } from '../remote/remote-words.ts';
import { sayRun } from '../remote/say-run.ts';
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
  readonly stream?: string;
}

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
    if (command === 'retry') return await retry(client, asked, flags, context);
    return show(await client.call('GET /runs/{id}', asked), context);
  });
}

async function list(client: Client, signal: AbortSignal, flags: RunFlags, context: Context): Promise<number> {
  const { texts, style, columns: width, say, emit } = context;
  const { limit, pipeline, state: wanted } = flags;
  const pipelineId = pipeline === undefined ? undefined : await findPipeline(client, signal, pipeline);
  const filter = { ...(pipelineId && { pipelineId }), ...(wanted && { state: wanted }) };
  const { items, total, totalIsAtLeast } = await client.call('GET /runs', { query: { limit, ...filter }, signal });
  for (const run of items) emit({ event: 'remote_run', run: { ...run } });
  emit({ event: 'remote_listed', things: 'runs', shown: items.length, total, totalIsAtLeast });
  const { state, trigger, began, rows, noRuns, noRunsYet, more, runStates, triggers } = texts.remote;
  if (items.length === 0) say(Object.keys(filter).length === 0 ? noRunsYet : noRuns);
  else {
    const names = await namesOf(
      'pipeline',
      client,
      signal,
      items.map((one) => one.pipelineId),
    );
    const lines = formatTable({
      width,
      columns: [
        { title: 'ID', keep: true },
        { title: state },
        { title: trigger, drop: 2 },
        { title: `${began} (UTC)`, keep: true },
        { title: rows, align: 'right' },
        { title: texts.remote.pipeline, drop: 1 },
      ],
      rows: items.map((one) => [
        one.id,
        runStates[one.state],
        triggers[one.trigger],
        shortTime(one.startedAt),
        rowsOf(one),
        names.get(one.pipelineId) ?? one.pipelineId,
      ]),
      styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
    });
    for (const line of lines) say(line);
    if (total > items.length) say(style.dim(more(items.length, { total, totalIsAtLeast })));
  }
  return exitCodes.done;
}

interface AskedRun {
  readonly params: { readonly id: string };
  readonly signal: AbortSignal;
}

/** The new run; with `--follow` until it ends, and then as it has ended. */
async function retry(client: Client, asked: AskedRun, { follow }: RunFlags, context: Context): Promise<number> {
  const begun = await client.call('POST /runs/{id}/retry', asked);
  if (follow !== true) return show(begun, context);
  context.emit({ event: 'remote_run', run: { ...begun } });
  return await followRun(client, { ...asked, params: { id: begun.id } }, context);
}

function show(run: ApiSchemas['Run'], context: Context): number {
  sayRun(run, context);
  return exitCodes.done;
}

/** What is there; with `--follow` until the run ends, and then as the run has ended. */
async function log(client: Client, asked: AskedRun, flags: RunFlags, context: Context): Promise<number> {
  const { follow, limit, stream } = flags;
  if (follow === true) return await followRun(client, { ...asked, stream }, context);
  const query = { limit, ...(stream === undefined ? {} : { stream }) };
  const { items } = await client.call('GET /runs/{id}/log', { ...asked, query });
  for (const line of items) tellLine(line, context);
  context.emit({
    event: 'remote_listed',
    things: 'lines',
    shown: items.length,
    total: items.length,
    totalIsAtLeast: false,
  });
  if (items.length === 0) context.say(context.texts.remote.noLines);
  return exitCodes.done;
}
