import { useNow } from '../../data/now.ts';
import { isOpen, type Run } from '../../data/runs.ts';
import { Bar } from '../../parts/bar.tsx';
import { Breakable } from '../../parts/breakable.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import table from '../../parts/plain-table.module.css';
import { Mark, NowPill } from '../../parts/state-sign.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './run.module.css';
import type { StreamLine } from './shares.ts';
import { texts } from './texts.ts';
import { useMost } from './use-most.ts';

interface StreamsProps {
  readonly run: Run;
  readonly lines: readonly StreamLine[];
}

/** Each stream of a run: a bar while it is read, the counts of the report at the end. */
export function Streams({ run, lines }: StreamsProps) {
  const said = useTexts(texts);
  const format = useFormat();
  const now = useNow();
  const { progress } = run;
  const age = progress === null || !isOpen(run) ? undefined : format.relative(progress.at, now);
  const isReported = lines.some(({ report }) => report !== undefined);
  return (
    <Panel
      title={said.streams}
      aside={age === undefined ? null : <span className={classes.small}>{said.moved(age)}</span>}
      isFlush
    >
      {lines.length === 0 ? (
        <div className={classes.note}>{said.noStream}</div>
      ) : (
        <div className={classes.scroll}>
          <table className={table.table} aria-label={said.streams}>
            <thead>
              <tr>
                <th scope="col">{said.stream}</th>
                {isReported ? <ReportHeads /> : <ReadingHeads />}
                <th scope="col">{isReported ? said.result : said.now}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.name}>
                  <td className={classes.stream}>
                    <PlaceLink to={`/pipelines/${run.pipelineId}/streams/${encodeURIComponent(line.name)}`}>
                      <Breakable name={line.name} />
                    </PlaceLink>
                  </td>
                  {isReported ? <Reported line={line} /> : <Reading run={run} line={line} />}
                  <td>
                    <StreamSign run={run} line={line} />
                    <Warned count={line.report?.errors.length ?? 0} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function ReadingHeads() {
  const said = useTexts(texts);
  return (
    <>
      <th scope="col" className={classes.wide}>
        {said.share}
      </th>
      <th scope="col" className={table.figure}>
        {said.rows}
      </th>
      <th scope="col" className={`${table.figure} ${classes.wide}`}>
        {said.of}
      </th>
    </>
  );
}

function Reading({ run, line }: { readonly run: Run; readonly line: StreamLine }) {
  const format = useFormat();
  const { name, rows, estimate, share, isDone } = line;
  const most = useMost(`${run.id} ${name}`, share ?? 0);
  const known = share === undefined ? undefined : most;
  return (
    <>
      <td className={classes.wide}>
        <div className={classes.progress}>
          <Bar label={name} share={known} tone={isDone ? 'ok' : 'brand'} />
          <span>{known === undefined ? '' : format.percent(Math.floor(known * 100) / 100)}</span>
        </div>
      </td>
      <td className={table.figure}>{format.number(useMost(`${run.id} ${name}`, rows))}</td>
      <td className={`${table.figure} ${classes.wide}`}>
        {estimate === undefined ? '–' : `~ ${format.number(estimate)}`}
      </td>
    </>
  );
}

const counted = ['rowsInserted', 'rowsUpdated', 'rowsUnchanged', 'rowsDeleted'] as const;

function ReportHeads() {
  const said = useTexts(texts);
  const heads = [said.inserted, said.updated, said.unchanged, said.deleted, said.time];
  return (
    <>
      <th scope="col" className={table.figure}>
        {said.read}
      </th>
      {heads.map((head) => (
        <th key={head} scope="col" className={`${table.figure} ${classes.wide}`}>
          {head}
        </th>
      ))}
    </>
  );
}

function Reported({ line: { rows, report } }: { readonly line: StreamLine }) {
  const format = useFormat();
  return (
    <>
      <td className={table.figure}>{format.number(rows)}</td>
      {counted.map((field) => (
        <td key={field} className={`${table.figure} ${classes.wide}`}>
          {report === undefined ? '–' : format.number(report[field])}
        </td>
      ))}
      {/* From the first rows to the last: what came at once took none that is known. */}
      <td className={`${table.figure} ${classes.wide}`}>
        {report === undefined || report.seconds === 0 ? '–' : format.duration(report.seconds * 1_000)}
      </td>
    </>
  );
}

function Warned({ count }: { readonly count: number }) {
  const said = useTexts(texts);
  const format = useFormat();
  return count === 0 ? null : <div className={classes.small}>{said.warned(format.number(count), count)}</div>;
}

function StreamSign({ run, line: { report, isDone } }: { readonly run: Run; readonly line: StreamLine }) {
  const said = useTexts(texts);
  const outcome = report?.outcome ?? (isDone ? 'complete' : undefined);
  if (outcome === 'complete') return <Mark tone="ok" icon="ok" word={said.complete} />;
  if (outcome === 'partial') return <Mark tone="warn" icon="warn" word={said.partial} />;
  if (outcome === 'not_read' || !isOpen(run)) return <Mark tone="idle" icon="never" word={said.not_read} />;
  if (run.progress?.waiting?.kind === 'limit') return <NowPill is="waits" word={said.forQuota} />;
  return <NowPill is="running" word={said.reading} />;
}
