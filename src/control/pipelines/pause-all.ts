import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Pipeline, PipelineFilter } from '../../model/service/pipeline.ts';
import type { ControlParts } from '../parts.ts';
import { resumePipeline } from './activate-pipeline.ts';
import { pausePipeline } from './pause-pipeline.ts';

/** So many at a time, each with its line in the audit: a request ends before anybody loses patience, and tells how far it is. */
const partSize = 100;

const withoutReason: Message = { en: 'All pipelines were paused together', zh: '已统一暂停全部管道' };

/** A part of them is done. `next` undefined: there are no more. */
export interface PartDone {
  readonly changed: number;
  /** What stays as it is, and why. */
  readonly refused: readonly { readonly pipeline: Pipeline; readonly error: ConfigError }[];
  readonly next: string | undefined;
}

type Asked = { readonly cursor?: string | undefined };

/** Pauses active pipelines, and keeps that they were paused together: {@link resumeAll} lets those run again, and none that somebody has paused by itself. */
export async function pauseAll(
  parts: ControlParts,
  caller: Caller,
  { cursor, why = withoutReason }: Asked & { readonly why?: Message | undefined },
): Promise<PartDone> {
  return await eachOfPart(parts, { state: 'active' }, cursor, async ({ id }) => {
    await pausePipeline(parts, caller, { id, why, isWithAll: true });
  });
}

/** Lets those run again that {@link pauseAll} has paused; those that something keeps from running stay, with the reason. */
export async function resumeAll(parts: ControlParts, caller: Caller, { cursor }: Asked): Promise<PartDone> {
  return await eachOfPart(parts, { isPausedWithAll: true }, cursor, async ({ id }) => {
    await resumePipeline(parts, caller, id);
  });
}

async function eachOfPart(
  { store }: ControlParts,
  filter: PipelineFilter,
  cursor: string | undefined,
  act: (pipeline: Pipeline) => Promise<void>,
): Promise<PartDone> {
  const { items, next } = await store.pipelines.page({ limit: partSize, cursor }, filter);
  const refused: PartDone['refused'][number][] = [];
  for (const pipeline of items) {
    try {
      await act(pipeline);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      refused.push({ pipeline, error });
    }
  }
  return { changed: items.length - refused.length, refused, next };
}
