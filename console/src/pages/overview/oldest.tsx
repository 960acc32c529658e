import type { Overview } from '../../data/overview.ts';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import table from '../../parts/plain-table.module.css';
import { Mark } from '../../parts/state-sign.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './overview.module.css';
import { texts } from './texts.ts';

/** Pipelines whose data are the oldest, by what they promise. */
export function Oldest({ oldest }: { readonly oldest: Overview['oldest'] }) {
  const said = useTexts(texts);
  const format = useFormat();
  return (
    <Panel title={said.oldest} isFlush>
      {oldest.length === 0 ? (
        <p className={classes.none}>{said.noOldest}</p>
      ) : (
        <table className={table.table} aria-label={said.oldest}>
          <thead>
            <tr>
              <th scope="col">{said.pipeline}</th>
              <th scope="col" className={table.figure}>
                {said.age}
              </th>
              <th scope="col">{said.promised}</th>
            </tr>
          </thead>
          <tbody>
            {oldest.map(({ pipelineId, name, ageMs, promisedMs, isReading }) => (
              <tr key={pipelineId}>
                <td>
                  <PlaceLink to={`/pipelines/${pipelineId}`}>{name}</PlaceLink>
                </td>
                <td className={table.figure}>{isReading && ageMs === 0 ? '–' : format.duration(ageMs)}</td>
                <td>
                  {promisedMs === null ? '–' : <Promised ageMs={ageMs} promisedMs={promisedMs} isReading={isReading} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

interface PromisedProps {
  readonly ageMs: number;
  readonly promisedMs: number;
  readonly isReading: boolean;
}

function Promised({ ageMs, promisedMs, isReading }: PromisedProps) {
  const said = useTexts(texts);
  const time = useFormat().duration(promisedMs);
  if (isReading && ageMs <= promisedMs) return <Mark tone="idle" icon="running" word={said.isReading} />;
  return ageMs > promisedMs ? (
    <Mark tone="warn" icon="warn" word={`${time} · ${said.isLate}`} />
  ) : (
    <Mark tone="ok" icon="ok" word={`${time} · ${said.inTime}`} />
  );
}
