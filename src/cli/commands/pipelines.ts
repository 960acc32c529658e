import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../print/format-table.ts';
import { findPipeline } from '../remote/find-thing.ts';
import { followRun } from '../remote/follow-run.ts';
import { type RemoteFlags, withRemote } from '../remote/open-remote.ts';
import { pipelinesTogether } from '../remote/pipelines-together.ts';
import { dueOf, scheduleOf } from '../remote/remote-words.ts';
import { sayPipeline } from '../remote/say-pipeline.ts';
import { sayStreams } from '../remote/say-streams.ts';

interface PipelineRequest {
  readonly command: 'list' | 'show' | 'streams' | 'activate' | 'run' | 'pause' | 'resume';
  readonly pipeline: string | undefined;
}

interface PipelineFlags extends RemoteFlags {
  readonly limit: number;
  readonly full?: boolean;
  readonly follow?: boolean;
  readonly all?: boolean;
  readonly yes?: boolean;
}

type Checked = ApiSchemas['CheckedPipeline'];

/** `larkstream pipelines`: those of a service. */
export async function pipelines(request: PipelineRequest, flags: PipelineFlags, context: Context): Promise<number> {
  return await withRemote(flags, context, async (client, signal) => {
    if (request.command === 'list') return await list(client, signal, flags.limit, context);
    if (flags.all === true)
      return await pipelinesTogether(client, { command: request.command, signal, flags }, context);
    const id = await findPipeline(client, signal, request.pipeline);
    const asked = { params: { id }, signal };
    const show = async (pipeline: Checked): Promise<number> => {
      await sayPipeline(client, pipeline, { signal, context });
      return exitCodes.done;
    };
    if (request.command === 'streams') {
      sayStreams((await client.call('GET /pipelines/{id}/streams', asked)).streams, context);
      return exitCodes.done;
    }
    if (request.command === 'run') return await run(client, { id, signal, flags }, context);
    if (request.command === 'activate') return await show(await client.call('POST /pipelines/{id}/activate', asked));
    if (request.command === 'pause') return await show(await client.call('POST /pipelines/{id}/pause', asked));
    if (request.command === 'resume') return await show(await client.call('POST /pipelines/{id}/resume', asked));
    return await show(await client.call('GET /pipelines/{id}', asked));
  });
}

async function list(client: Client, signal: AbortSignal, limit: number, context: Context): Promise<number> {
  const { texts, style, columns: width, say, emit } = context;
  const { items, total, totalIsAtLeast } = await client.call('GET /pipelines', { query: { limit }, signal });
  for (const pipeline of items) emit({ event: 'remote_pipeline', pipeline: { ...pipeline } });
  emit({ event: 'remote_listed', things: 'pipelines', shown: items.length, total, totalIsAtLeast });
  const { name, state, schedule, due, noPipelines, more } = texts.remote;
  if (items.length === 0) say(noPipelines);
  else {
    const lines = formatTable({
      width,
      columns: [
        { title: name },
        { title: state },
        { title: schedule, drop: 2 },
        { title: `${due} (UTC)`, drop: 1 },
        { title: 'ID', keep: true },
      ],
      rows: items.map((one) => [
        one.name,
        texts.remote.pipelineStates[one.state],
        scheduleOf(one.schedule, texts.remote),
        dueOf(one),
        one.id,
      ]),
      styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
    });
    for (const line of lines) say(line);
    if (total > items.length) say(style.dim(more(items.length, { total, totalIsAtLeast })));
  }
  return exitCodes.done;
}

async function run(
  client: Client,
  { id, signal, flags }: { readonly id: string; readonly signal: AbortSignal; readonly flags: PipelineFlags },
  context: Context,
): Promise<number> {
  const full = flags.full === true;
  const begun = await client.call('POST /pipelines/{id}/run', { params: { id }, body: { full }, signal });
  context.emit({ event: 'remote_run', run: { ...begun } });
  if (flags.follow === true) return await followRun(client, { params: { id: begun.id }, signal }, context);
  context.say(context.texts.remote.begun(begun.id));
  return exitCodes.done;
}
