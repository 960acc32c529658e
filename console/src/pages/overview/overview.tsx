import type { Overview } from '../../data/overview.ts';
import { useOverview } from '../../data/overview.ts';
import { useRates } from '../../data/rates.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { UsedRates } from '../../parts/used-rates.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { PipelinesTogether } from '../pipelines/together.tsx';
import { Alerts } from './alerts.tsx';
import { Failures } from './failures.tsx';
import { Hours } from './hours.tsx';
import { Oldest } from './oldest.tsx';
import classes from './overview.module.css';
import { texts } from './texts.ts';
import { Tiles } from './tiles.tsx';
import { Todo, useTodo } from './todo.tsx';

/** Is everything well, and what must I do? */
export function OverviewPage() {
  const said = useTexts(texts);
  const { data, error } = useOverview();
  if (data === undefined) return error === null ? <PageHeader title={said.loading} /> : <PageFault error={error} />;
  // Who has bots only wants to know of them.
  return data.pipelines.total === 0 && data.bots.deadTurns === 0 ? <Empty /> : <Whole overview={data} />;
}

function Whole({ overview }: { readonly overview: Overview }) {
  const said = useTexts(texts);
  const format = useFormat();
  const todo = useTodo(overview);
  const { byState, late } = overview.pipelines;
  const counts = [byState.active, late, byState.paused].map(format.number);
  const [active = '', lately = '', paused = ''] = counts;
  return (
    <>
      <PageHeader title={todo.length === 0 ? said.well : said.needs(todo.length)} actions={<PipelinesTogether />}>
        {said.about(active, lately, paused)}
      </PageHeader>
      <div className={classes.stack}>
        <Tiles overview={overview} />
        <div className={classes.columns}>
          <Todo items={todo} />
          <Failures failures={overview.failures} />
        </div>
        <div className={classes.columns}>
          <Oldest oldest={overview.oldest} />
          <Alerts />
        </div>
        <Rates />
        <Hours hours={overview.runs.hours} />
      </div>
    </>
  );
}

const mostRates = 5;

/** Which of the platform's limits are the tightest now. */
function Rates() {
  return <UsedRates rates={useRates().data} most={mostRates} />;
}

const sandboxCommand = 'npm run demo -- --service';

function Empty() {
  const said = useTexts(texts);
  return (
    <div className={classes.stack}>
      <PageHeader title={said.loading} />
      <EmptyState
        icon="integrations"
        title={said.emptyTitle}
        action={<PlaceButton to="/catalogue">{said.connect}</PlaceButton>}
      >
        {said.empty}
      </EmptyState>
      <Panel title={said.trySandbox}>
        <p>{said.sandbox}</p>
        <CodeBlock label={said.sandboxCommand} text={sandboxCommand} />
      </Panel>
    </div>
  );
}
