import { Button } from '@mantine/core';
import type { CheckLine, IntegrationTest } from '../../data/integration-test.ts';
import { type Integration, useApplyForScopes } from '../../data/integrations.ts';
import { useMay } from '../../data/session.ts';
import { Checks } from '../../parts/checks.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './integration.module.css';
import { texts } from './texts.ts';

interface ChecksPanelProps {
  readonly integration: Integration;
  readonly test: IntegrationTest;
}

/** The checks of the last test, or of the one that goes on. */
export function ChecksPanel({ integration, test }: ChecksPanelProps) {
  const said = useTexts(texts);
  const mayTest = useMay('run');
  const isFresh = test.isRunning || test.report !== undefined;
  const lines = isFresh ? test.lines : (integration.test?.lines ?? []);
  const again = (
    <>
      {integration.testedAt === null || test.isRunning ? null : <Time at={integration.testedAt} />}
      {mayTest ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="again" />}
          disabled={test.isRunning}
          onClick={() => void test.start()}
        >
          {integration.test === null ? said.test : said.testAgain}
        </Button>
      ) : null}
    </>
  );
  return (
    <Panel title={said.checks} aside={again} isFlush>
      {test.error === undefined ? null : <ErrorNotice error={test.error} />}
      {lines.length === 0 && !test.isRunning ? <p className={classes.untested}>{said.neverTested}</p> : null}
      <Checks lines={lines} isRunning={test.isRunning} />
      <MissingScopes id={integration.id} lines={lines} />
    </Panel>
  );
}

/** Scopes that the last test found missing; each has a line of its own, `scopes.<module>.<scope>`. */
function missingScopes(lines: readonly CheckLine[]): readonly string[] {
  const missing = lines.flatMap(({ name, outcome }) => {
    const [kind, , scope] = name.split('.', 3);
    return kind === 'scopes' && scope !== undefined && scope !== 'columns' && outcome === 'failed'
      ? [name.slice(name.indexOf('.', 'scopes.'.length) + 1)]
      : [];
  });
  return [...new Set(missing)];
}

function MissingScopes({ id, lines }: { readonly id: string; readonly lines: readonly CheckLine[] }) {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  const applying = useApplyForScopes();
  const missing = missingScopes(lines);
  if (missing.length === 0) return null;
  const apply = (): void => void tellHow(applying.mutateAsync(id), said.applied);
  return (
    <div className={`${classes.buttons} ${classes.more}`}>
      <CopyButton size="compact-sm" text={missing.join('\n')} label={said.copyScopes(missing.length)} />
      {mayChange ? (
        <Button
          size="compact-sm"
          variant="default"
          loading={applying.isPending}
          disabled={applying.isSuccess}
          onClick={apply}
        >
          {said.applyForScopes}
        </Button>
      ) : null}
    </div>
  );
}
