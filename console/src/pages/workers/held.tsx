import type { UsedRate } from '../../data/rates.ts';
import type { Worker } from '../../data/workers.ts';
import { Facts } from '../../parts/facts.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { UsedRates } from '../../parts/used-rates.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import classes from './workers.module.css';

interface HeldProps {
  readonly worker: Worker;
  /** What it uses of the platform's limits. */
  readonly rates: readonly UsedRate[] | undefined;
}

/** What a process works on, and whose events it receives. */
export function Held({ worker, rates }: HeldProps) {
  const said = useTexts(texts);
  const format = useFormat();
  const { id, runs, firstRuns, receivers, firstApps, startedAt, keys, programVersion } = worker;
  const more = (all: number, named: number) =>
    all > named ? <li className={classes.small}>{said.more(format.number(all - named))}</li> : null;
  return (
    <div className={classes.column}>
      <Facts
        facts={[
          { name: said.id, value: <code>{id}</code> },
          { name: said.version, value: programVersion },
          { name: said.started, value: format.dateTime(startedAt) },
          { name: said.keys, value: keys === null ? '–' : <code>{keys.map((key) => key.id).join(' ')}</code> },
        ]}
      />
      <h3>{said.heldRuns}</h3>
      {runs === 0 ? <p className={classes.small}>{said.noRuns}</p> : null}
      <ul className={classes.list}>
        {firstRuns.map((run) => (
          <li key={run.id}>
            <PlaceLink to={`/runs/${run.id}`}>{run.pipelineName}</PlaceLink>
          </li>
        ))}
        {more(runs, firstRuns.length)}
      </ul>
      <UsedRates rates={rates} most={20} />
      <h3>{said.heldApps}</h3>
      {receivers === 0 ? <p className={classes.small}>{said.noApps}</p> : null}
      <ul className={classes.list}>
        {firstApps.map((app) => (
          <li key={app}>
            <code>{app}</code>
          </li>
        ))}
        {more(receivers, firstApps.length)}
      </ul>
    </div>
  );
}
