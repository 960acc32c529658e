import type { Integration } from '../../data/integrations.ts';
import { usePipelines } from '../../data/pipelines.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { LastOutcome } from '../../parts/last-outcome.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PipelineNow } from '../../parts/pipeline-now.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './integration.module.css';
import { texts } from './texts.ts';

/** What is read through it. */
export function PipelinesPanel({ integration: { id } }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const { items, isLoading, error } = usePipelines({ integrationId: id });
  return (
    <Panel
      title={said.pipelines}
      isFlush
      aside={<PlaceLink to={`/events?integration=${id}`}>{said.itsEvents}</PlaceLink>}
    >
      {error === null ? null : <ErrorNotice error={error} />}
      {!isLoading && error === null && items.length === 0 ? <p className={classes.more}>{said.noPipelines}</p> : null}
      <ul className={classes.rows}>
        {items.map((pipeline) => (
          <li key={pipeline.id}>
            <span className={classes.who}>
              <PlaceLink to={`/pipelines/${pipeline.id}`}>{pipeline.name}</PlaceLink>
            </span>
            <LastOutcome of={pipeline} />
            <PipelineNow of={pipeline} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
