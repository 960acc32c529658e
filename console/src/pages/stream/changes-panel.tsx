import type { StreamChanges } from '../../data/pipeline-streams.ts';
import { type Bar, Bars } from '../../parts/bars.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** What its last runs have found new, changed and deleted. */
export function ChangesPanel({ runs }: { readonly runs: readonly StreamChanges[] }) {
  const said = useTexts(texts);
  const format = useFormat();
  const sum = (name: 'inserted' | 'updated' | 'deleted'): string =>
    format.number(runs.reduce((total, run) => total + run[name], 0));
  const bars = runs.toReversed().map(
    ({ runId, at, inserted, updated, deleted }): Bar => ({
      key: runId,
      title: said.bar(format.dateTime(at), format.number(inserted), format.number(updated), format.number(deleted)),
      parts: [
        { tone: 'deleted', value: deleted },
        { tone: 'changed', value: updated },
        { tone: 'new', value: inserted },
      ],
    }),
  );
  return (
    <Panel title={said.overTime}>
      {runs.length === 0 ? (
        said.noRuns
      ) : (
        <Bars
          label={said.sums(format.number(runs.length), sum('inserted'), sum('updated'), sum('deleted'))}
          bars={bars}
          legend={[
            { tone: 'new', name: `${said.new} ${sum('inserted')}` },
            { tone: 'changed', name: `${said.changed} ${sum('updated')}` },
            { tone: 'deleted', name: `${said.deleted} ${sum('deleted')}` },
          ]}
        />
      )}
    </Panel>
  );
}
