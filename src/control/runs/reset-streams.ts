import { LarkstreamError } from '../../model/errors.ts';
import { listOf } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';
import { writersBeside } from '../../model/service/writers-beside.ts';
import { wildcard } from '../../util/wildcard.ts';
import { assertNoFaults, type FieldFault } from '../field-faults.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { discoverPipeline } from '../pipelines/look-at-pipeline.ts';
import { assertRuns } from '../pipelines/not-active.ts';
import { beginRun } from './begin-run.ts';

/** Of more streams than a person reads, the rest is counted. */
const shownNames = 40;

interface ResetRequest {
  readonly pipelineId: string;
  /** By names or patterns. */
  readonly streams: readonly string[];
}

/** What begins of a reset. */
export interface BegunReset {
  readonly run: ServiceRun;
  /** Other pipelines that have rows in the same tables: those with a schedule read them again when the tables have been dropped. */
  readonly beside: readonly Pipeline[];
}

/**
 * Drops the tables of these streams, forgets what was remembered of them, and reads them again.
 * @throws ConfigError `api.not.found`, `api.state.wrong`; `api.input.invalid` for what fits no stream of the tenant
 */
export async function resetStreams(
  parts: ControlParts,
  caller: Caller,
  { pipelineId, streams }: ResetRequest,
  signal: AbortSignal,
): Promise<BegunReset> {
  const pipeline = found(await parts.store.pipelines.find(pipelineId), 'pipeline', pipelineId);
  assertRuns(pipeline);
  const known = await knownStreams(parts, pipelineId, signal);
  assertNoFaults(known === undefined ? [] : unknownStreams(streams, known));
  const options = { resetStreams: streams };
  const run = await beginRun(parts, caller, { pipelineId, action: 'pipeline.reset', options });
  return { run, beside: await writersBeside(parts.store, pipeline) };
}

/** Undefined while the tenant cannot be asked: the run asks it again, and tells why it cannot. */
async function knownStreams(
  parts: ControlParts,
  pipelineId: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    return (await discoverPipeline(parts, pipelineId, signal)).map(({ name }) => name);
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof LarkstreamError)) throw thrown;
    return undefined;
  }
}

function unknownStreams(given: readonly string[], known: readonly string[]): FieldFault[] {
  const shown = known.slice(0, shownNames);
  const left = known.length - shown.length;
  const en = `fits no stream of the tenant; there are ${listOf(shown, 'en')}${left === 0 ? '' : ` and ${left} more`}`;
  const zh = `与该企业的数据流均不相符；现有 ${listOf(shown, 'zh')}${left === 0 ? '' : `，另有 ${left} 个`}`;
  return given.flatMap((pattern, at) =>
    known.some(wildcard(pattern)) ? [] : [{ path: `streams[${at}]`, message: { en, zh } }],
  );
}
