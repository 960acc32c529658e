import { useDiscovered } from '../../data/pipeline.ts';
import type { PipelineStream } from '../../data/pipeline-streams.ts';
import { useMay } from '../../data/session.ts';
import { Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

interface WritePanelProps {
  /** Of the pipeline. */
  readonly id: string;
  readonly name: string;
  /** As its last run has written it; null until one has. */
  readonly mode: PipelineStream['mode'];
}

/** What becomes of rows that are there already: by which mode, and by which key they are known. */
export function WritePanel({ id, name, mode }: WritePanelProps) {
  const said = useTexts(texts);
  const mayRun = useMay('run');
  const { data, isFetching } = useDiscovered(id, mayRun);
  const found = data?.streams.find((stream) => stream.name === name);
  // What the next run does counts, where it is known.
  const is = found?.mode ?? mode;
  const keys = found?.primaryKey.join(', ');
  const noKeys = mayRun ? (isFetching ? '…' : said.keysUnknown) : said.keysHidden;
  return (
    <Panel title={said.written}>
      <Facts
        facts={[
          {
            name: said.mode,
            value: is === null ? '–' : <ModeText mode={is} />,
          },
          { name: said.keys, value: keys === undefined ? noKeys : keys === '' ? said.noKeys : <code>{keys}</code> },
        ]}
      />
    </Panel>
  );
}

function ModeText({ mode }: { readonly mode: NonNullable<PipelineStream['mode']> }) {
  const said = useTexts(texts);
  return (
    <>
      <code>{mode}</code>: {said[mode]}
    </>
  );
}
