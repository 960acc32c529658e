import { callsOf, type EndpointCalls } from '../../../../src/model/calls-of-report.ts';
import type { RunReport } from '../../../../src/model/run-report.ts';
import { Breakable } from '../../parts/breakable.tsx';
import { useModuleNames } from '../../parts/module-names.ts';
import { Panel } from '../../parts/panel.tsx';
import table from '../../parts/plain-table.module.css';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './run.module.css';
import { texts } from './texts.ts';

const counted = ['calls', 'retries', 'throttled', 'waitMs'] as const;
const onWide = `${table.figure} ${classes.wide}`;
const styles = { calls: table.figure, retries: table.figure, throttled: onWide, waitMs: onWide } as const;

/** What a run that has ended has asked of the platform: several streams may come of one call, so it is told by module. */
export function Calls({ report }: { readonly report: RunReport | undefined }) {
  const said = useTexts(texts);
  const lines = report === undefined ? [] : callsOf(report);
  if (lines.length === 0) return null;
  const heads = { calls: said.calls, retries: said.retries, throttled: said.throttled, waitMs: said.waited };
  return (
    <Panel title={said.callsOf} isFlush>
      <div className={classes.scroll}>
        <table className={table.table} aria-label={said.callsOf}>
          <thead>
            <tr>
              <th scope="col">{said.module}</th>
              <th scope="col">{said.endpoint}</th>
              {counted.map((field) => (
                <th key={field} scope="col" className={styles[field]}>
                  {heads[field]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={`${line.module} ${line.endpoint}`} line={line} />
            ))}
          </tbody>
          {lines.length > 1 ? <Sum lines={lines} /> : null}
        </table>
      </div>
    </Panel>
  );
}

function Line({ line }: { readonly line: EndpointCalls }) {
  const said = useTexts(texts);
  const format = useFormat();
  const moduleNames = useModuleNames();
  return (
    <tr>
      <td>{line.module === 'token' || line.module === 'check' ? said[line.module] : moduleNames([line.module])}</td>
      <td className={classes.stream}>
        <Breakable name={line.endpoint.replace('/open-apis/', '')} />
        {line.purposes.length === 0 ? null : (
          <div className={classes.small}>
            {line.purposes.map(([purpose, times]) => `${said[purpose]} ${format.number(times)}`).join(' · ')}
          </div>
        )}
        {line.causes.length === 0 ? null : (
          <div className={classes.small}>
            {said.retries}{' '}
            {line.causes.map(([cause, times]) => said.retriesFor(cause, format.number(times))).join(', ')}
          </div>
        )}
      </td>
      <Figures of={line} />
    </tr>
  );
}

function Sum({ lines }: { readonly lines: readonly EndpointCalls[] }) {
  const said = useTexts(texts);
  const sum = (field: (typeof counted)[number]): number => lines.reduce((total, line) => total + line[field], 0);
  return (
    <tfoot>
      <tr>
        <td colSpan={2}>{said.sum}</td>
        {/* Waits of several endpoints lie over each other: their sum says nothing. */}
        <Figures
          of={{ calls: sum('calls'), retries: sum('retries'), throttled: sum('throttled'), waitMs: undefined }}
        />
      </tr>
    </tfoot>
  );
}

function Figures({ of }: { readonly of: Readonly<Record<(typeof counted)[number], number | undefined>> }) {
  const format = useFormat();
  const shown = (field: (typeof counted)[number], value: number): string =>
    field === 'waitMs' ? format.duration(value) : format.number(value);
  return (
    <>
      {counted.map((field) => {
        const value = of[field];
        return (
          <td key={field} className={styles[field]}>
            {value === undefined ? '' : value === 0 ? '0' : shown(field, value)}
          </td>
        );
      })}
    </>
  );
}
