import type { Run } from '../../data/runs.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { useModuleNames } from '../../parts/module-names.ts';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { CauseText } from '../runs/run-sign.tsx';
import classes from './run.module.css';
import { texts } from './texts.ts';

/** What began a run, what it was told to do, and when. */
export function Facts({ run, modules }: { readonly run: Run; readonly modules: readonly string[] }) {
  const said = useTexts(texts);
  const moduleNames = useModuleNames();
  const { full, acceptDeletes, resetStreams } = run.options;
  const options = [
    ...(full ? [said.full] : []),
    ...(acceptDeletes ? [said.acceptsDeletes] : []),
    ...(resetStreams.length > 0 ? [said.resets(resetStreams.join(', '))] : []),
  ];
  const facts = [
    [said.began, <CauseText key="began" run={run} />],
    [said.queuedAt, <Time key="queued" at={run.queuedAt} />],
    [said.startedAt, <Time key="started" at={run.startedAt} />],
    [said.finishedAt, <Time key="finished" at={run.finishedAt} />],
    [said.reads, moduleNames(modules)],
    ...(run.settings === null ? [] : [[said.settings, <Settings key="settings" run={run} />] as const]),
    [said.options, options.length === 0 ? said.usual : options.join(', ')],
    [said.id, <code key="id">{run.id}</code>],
  ] as const;
  return (
    <Panel title={said.facts} aside={<Report run={run} />}>
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Of when the settings are that it worked by; people find in the history of the pipeline what has changed since. */
function Settings({ run: { settings, pipelineId } }: { readonly run: Run }) {
  const said = useTexts(texts);
  const format = useFormat();
  const setAt = settings?.setAt ?? null;
  const changedAt = settings?.changedAt ?? null;
  return (
    <>
      <div>{setAt === null ? said.settingsOld : said.settingsOf(format.dateTime(setAt))}</div>
      {changedAt === null ? (
        <div className={classes.small}>{said.settingsNow}</div>
      ) : (
        <div>
          <div className={classes.small}>{said.settingsSince(format.dateTime(changedAt))}</div>
          <PlaceLink to={`/pipelines/${pipelineId}?tab=history`}>{said.seeHistory}</PlaceLink>
        </div>
      )}
    </>
  );
}

function Report({ run: { report } }: { readonly run: Run }) {
  const said = useTexts(texts);
  if (report === null) return null;
  return <CopyButton size="compact-sm" label={said.copyReport} text={JSON.stringify(report, undefined, 2)} />;
}
