import { MultiSelect } from '@mantine/core';
import { useState } from 'react';
import { type CheckedPipeline, useResetStreams } from '../../data/pipeline.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import { useStreams } from './use-streams.ts';

interface ResetStreamsProps {
  readonly pipeline: CheckedPipeline;
  readonly onClose: () => void;
}

/** Drops the tables of chosen streams and reads them again. */
export function ResetStreams({ pipeline, onClose }: ResetStreamsProps) {
  const said = useTexts(texts);
  const { streams } = useStreams(pipeline);
  const resetting = useResetStreams();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { id, name } = pipeline;
  const reset = async (): Promise<void> => {
    await resetting.mutateAsync({ id, streams: chosen });
    tellDone(said.began(name));
  };
  return (
    <Confirm isOpen title={said.resetTitle} button={said.resetButton} typed={name} onConfirm={reset} onClose={onClose}>
      <p>{said.resetWhat}</p>
      <MultiSelect
        label={said.streams}
        data={streams.map((stream) => stream.name)}
        value={[...chosen]}
        searchable
        onChange={setChosen}
      />
    </Confirm>
  );
}
