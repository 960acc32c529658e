import { isOpen, type Run } from '../../data/runs.ts';
import { Bar } from '../../parts/bar.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './run.module.css';
import { texts } from './texts.ts';

/** How much of what the platform allows the run has used in the last minute, by endpoint. */
export function Rates({ run }: { readonly run: Run }) {
  const said = useTexts(texts);
  const format = useFormat();
  const rates = run.progress?.rates ?? [];
  if (!isOpen(run) || rates.length === 0) return null;
  return (
    <Panel title={said.rates}>
      <ul className={classes.rates}>
        {rates.map(({ endpoint, lastMinute, limit }) => {
          const share = Math.min(1, lastMinute / limit);
          return (
            <li key={endpoint}>
              <code>{endpoint.replace('/open-apis/', '')}</code>
              <span className={classes.small}>{said.rate(format.number(lastMinute), format.number(limit))}</span>
              <Bar label={said.rateOf(endpoint)} share={share} tone={share >= 0.95 ? 'warn' : 'brand'} />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
