import type { Client } from '../../client/client-types.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { isConfirmed } from '../is-confirmed.ts';

interface Asked {
  readonly command: string;
  readonly signal: AbortSignal;
  readonly flags: { readonly yes?: boolean };
}

/** `larkstream pipelines pause --all`, and `resume --all` for those that it has paused, after a person has agreed. */
export async function pipelinesTogether(
  client: Client,
  { command, signal, flags }: Asked,
  context: Context,
): Promise<number> {
  const { texts, emit, say } = context;
  const isPause = command === 'pause';
  const filter = isPause ? ({ state: 'active' } as const) : ({ pausedWithAll: 'true' } as const);
  const all = await client.call('GET /pipelines', { query: { ...filter, limit: 1 }, signal });
  const words = isPause ? texts.remote.pauseAll : texts.remote.resumeAll;
  if (all.total > 0 && !(await isConfirmed(words.question(all), flags.yes ?? false, context))) {
    say(words.done(0));
    return exitCodes.done;
  }
  let changed = 0;
  const refused: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const asked = { body: cursor === undefined ? {} : { cursor }, signal };
    const part = await client.call(isPause ? 'POST /pipelines/pause-all' : 'POST /pipelines/resume-all', asked);
    changed += part.changed;
    refused.push(...part.refused.map(({ name, message }) => `${name}: ${message[texts.language]}`));
    cursor = part.next;
  }
  emit({ event: 'pipelines_together', act: isPause ? 'pause' : 'resume', changed, refused: refused.length });
  say(words.done(changed));
  for (const line of refused) say(line);
  return exitCodes.done;
}
