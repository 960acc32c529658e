import type { Overview } from '../../data/overview.ts';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import table from '../../parts/plain-table.module.css';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './overview.module.css';
import { texts } from './texts.ts';

/** What has failed in a day, by its code, with the way to the last run of each. */
export function Failures({ failures }: { readonly failures: Overview['failures'] }) {
  const said = useTexts(texts);
  const format = useFormat();
  return (
    <Panel title={said.failures} isFlush>
      {failures.length === 0 ? (
        <p className={classes.none}>{said.noFailure}</p>
      ) : (
        <table className={table.table} aria-label={said.failures}>
          <thead>
            <tr>
              <th scope="col">{said.code}</th>
              <th scope="col" className={table.figure}>
                {said.times}
              </th>
              <th scope="col" className={table.figure}>
                {said.affected}
              </th>
            </tr>
          </thead>
          <tbody>
            {failures.map(({ code, count, pipelines, lastRunId, lastPipelineName, lastAt }) => (
              <tr key={code ?? ''}>
                <td>
                  <PlaceLink to={`/runs/${lastRunId}`} className={classes.code}>
                    {code ?? said.unknown}
                  </PlaceLink>
                  <div className={classes.small}>
                    {lastPipelineName} · <Time at={lastAt} />
                  </div>
                </td>
                <td className={table.figure}>{format.number(count)}</td>
                <td className={table.figure}>{format.number(pipelines)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
