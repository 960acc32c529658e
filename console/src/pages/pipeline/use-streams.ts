import { useMemo } from 'react';
import type { CheckedPipeline } from '../../data/pipeline.ts';
import { type OpenRun, type PipelineRun, useEndedRuns, useOpenRun } from '../../data/pipeline-runs.ts';
import { type StreamStanding, standingsOf } from '../../data/stream-standings.ts';

/** The streams of a pipeline with the runs that tell of them. */
export interface PipelineStreams {
  readonly streams: readonly StreamStanding[];
  /** The newest first. */
  readonly ended: readonly PipelineRun[];
  readonly open: OpenRun | undefined;
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly readAgain: () => void;
}

const none: readonly PipelineRun[] = [];

/** How the streams of a pipeline stand, by its last runs and the one that works. */
export function useStreams(pipeline: CheckedPipeline): PipelineStreams {
  const { id, lastRun, openRun } = pipeline;
  const asked = useEndedRuns(id, lastRun?.id);
  const open = useOpenRun(openRun?.id);
  const ended = asked.data ?? none;
  const streams = useMemo(() => standingsOf(pipeline, ended, open), [pipeline, ended, open]);
  return {
    streams,
    ended,
    open,
    isLoading: asked.isPending,
    error: asked.error,
    readAgain: () => void asked.refetch(),
  };
}
