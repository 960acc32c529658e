import type { ControlParts } from '../../control/parts.ts';
import { activatePipeline } from '../../control/pipelines/activate-pipeline.ts';
import { runPipeline } from '../../control/runs/run-pipeline.ts';
import { rest } from '../../model/clock.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';

const pollMs = 200;

/** A run that has ended, and the name of its pipeline. */
export interface DemoRun {
  readonly pipeline: string;
  readonly run: ServiceRun;
}

/** A pipeline that is there, and its first run; one that is live is not active yet. */
export interface Begun {
  readonly id: string;
  readonly name: string;
  readonly runId: string | undefined;
}

/** Lets a pipeline run for the first time. Gives the id of the run. */
export async function begin(parts: ControlParts, asked: Caller, id: string): Promise<string> {
  await activatePipeline(parts, asked, id);
  return (await runPipeline(parts, asked, id)).id;
}

/** The live pipeline comes last: on a small machine its snapshot would hold up what a person waits for. */
export async function* follow(
  parts: ControlParts,
  asked: Caller,
  begun: readonly Begun[],
  signal: AbortSignal,
): AsyncGenerator<DemoRun, void> {
  for (const { name, runId } of begun) {
    const run = runId === undefined ? undefined : await untilEnded(parts, runId, signal);
    if (run !== undefined) yield { pipeline: name, run };
  }
  for (const { id, runId } of begun) {
    if (runId === undefined && !signal.aborted) await activatePipeline(parts, asked, id);
  }
}

/** Whether the first runs are over, however they have ended. */
export async function haveEnded({ store }: ControlParts, begun: readonly Begun[]): Promise<boolean> {
  const runs = await Promise.all(begun.flatMap(({ runId }) => (runId === undefined ? [] : [store.runs.find(runId)])));
  return runs.every((run) => run?.finishedAt !== undefined);
}

/** Undefined where the signal comes first. */
async function untilEnded({ store, clock }: ControlParts, id: string, signal: AbortSignal) {
  while (!signal.aborted) {
    const run = await store.runs.find(id);
    if (run?.finishedAt !== undefined) return run;
    await rest(clock, pollMs, signal);
  }
  return undefined;
}
