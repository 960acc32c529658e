import { MultiSelect } from '@mantine/core';
import { useState } from 'react';
import { runsByItself, sharesModules } from '../../../../src/model/service/shares-modules.ts';
import { type CheckedPipeline, usePipelinesInto, useResetStreams } from '../../data/pipeline.ts';
import { usePipelineStreams } from '../../data/pipeline-streams.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

interface ResetStreamsProps {
  readonly pipeline: CheckedPipeline;
  readonly onClose: () => void;
}

/** Drops the tables of chosen streams and reads them again. */
export function ResetStreams({ pipeline, onClose }: ResetStreamsProps) {
  const said = useTexts(texts);
  const { items: streams } = usePipelineStreams(pipeline);
  const resetting = useResetStreams();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { id, name, destinationId } = pipeline;
  const reset = async (): Promise<void> => {
    await resetting.mutateAsync({ id, streams: chosen });
    tellDone(said.began(name));
  };
  return (
    <Confirm isOpen title={said.resetTitle} button={said.resetButton} typed={name} onConfirm={reset} onClose={onClose}>
      <p>{said.resetWhat}</p>
      {destinationId === null ? null : <Beside pipeline={pipeline} into={destinationId} />}
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

/** Other pipelines whose rows go with the tables. */
function Beside({ pipeline, into }: Pick<ResetStreamsProps, 'pipeline'> & { readonly into: string }) {
  const said = useTexts(texts);
  const { items } = usePipelinesInto(into);
  const beside = items.filter((one) => one.id !== pipeline.id && one.state !== 'draft' && sharesModules(one, pipeline));
  const namesOf = (some: typeof beside): string => some.map(({ name }) => name).join(', ');
  const byItself = beside.filter(runsByItself);
  const byHand = beside.filter((one) => !runsByItself(one));
  return (
    <>
      {byItself.length > 0 ? <p>{said.resetBeside(namesOf(byItself))}</p> : null}
      {byHand.length > 0 ? <p>{said.resetByHand(namesOf(byHand))}</p> : null}
    </>
  );
}
