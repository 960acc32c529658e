import type { ApiSchemas } from '../../../../src/client/contract/schemas.ts';
import { useCatalogue } from '../../data/catalogue.ts';
import table from '../../parts/plain-table.module.css';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { texts } from './texts.ts';

type Plan = ApiSchemas['SyncPlan'];

/** Calls and time, by module; who wants to know, by endpoint. */
export function PlanTable({ plan }: { readonly plan: Plan }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const { data } = useCatalogue();
  const modules = data?.items[0]?.modules ?? [];
  const titleOf = (module: string): string => modules.find(({ name }) => name === module)?.title[language] ?? module;
  const names = [...new Set(plan.endpoints.map(({ module }) => module))];
  return (
    <table className={`${table.table} ${classes.plan}`}>
      <thead>
        <tr>
          <th scope="col">{said.what}</th>
          <th scope="col" className={table.figure}>
            {said.calls}
          </th>
          <th scope="col" className={table.figure}>
            {said.time}
          </th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <Row key={name} title={titleOf(name)} endpoints={plan.endpoints.filter(({ module }) => module === name)} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td>{said.together}</td>
          <Figures calls={plan.calls} seconds={plan.seconds} isEstimate={plan.isEstimate} isWhole />
        </tr>
      </tfoot>
    </table>
  );
}

function Row({ title, endpoints }: { readonly title: string; readonly endpoints: Plan['endpoints'] }) {
  const said = useTexts(texts);
  const format = useFormat();
  return (
    <tr>
      <td>
        {title}
        <details className={classes.more}>
          <summary>{said.endpoints(endpoints.length)}</summary>
          <ul className={classes.scopes}>
            {endpoints.map(({ endpoint, calls }) => (
              <li key={endpoint}>
                <code>{endpoint}</code> {format.number(calls)}
              </li>
            ))}
          </ul>
        </details>
      </td>
      <Figures
        calls={endpoints.reduce((sum, { calls }) => sum + calls, 0)}
        seconds={Math.max(...endpoints.map(({ seconds }) => seconds))}
        isEstimate={endpoints.some(({ isEstimate }) => isEstimate)}
      />
    </tr>
  );
}

interface FiguresProps {
  readonly calls: number;
  readonly seconds: number;
  readonly isEstimate: boolean;
  readonly isWhole?: boolean;
}

function Figures({ calls, seconds, isEstimate, isWhole = false }: FiguresProps) {
  const said = useTexts(texts);
  const format = useFormat();
  const time = format.duration(Math.max(1, Math.ceil(seconds)) * 1_000);
  return (
    <>
      <td className={table.figure}>{`${isEstimate ? '≈ ' : ''}${format.number(calls)}`}</td>
      <td className={table.figure}>{isWhole ? said.about(time) : time}</td>
    </>
  );
}
