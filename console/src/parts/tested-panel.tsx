import { Button } from '@mantine/core';
import type { CheckLine } from '../data/integration-test.ts';
import { useMay } from '../data/session.ts';
import { Checks } from './checks.tsx';
import { Icon } from './icon.tsx';
import { Panel } from './panel.tsx';
import classes from './settled-page.module.css';
import { Time } from './time.tsx';

interface TestedPanelProps {
  /** Its title, the button, and what is said before the first test. */
  readonly said: Readonly<Record<'checks' | 'test' | 'neverTested', string>>;
  readonly tested: {
    readonly test: { readonly lines: readonly CheckLine[] } | null;
    readonly testedAt: string | null;
  };
  readonly isRunning: boolean;
  readonly onTest: () => void;
}

/** What the last test of a thing has found, and a button that tests it again. */
export function TestedPanel({ said, tested: { test, testedAt }, isRunning, onTest }: TestedPanelProps) {
  const mayRun = useMay('run');
  const aside = (
    <>
      {testedAt === null ? null : <Time at={testedAt} />}
      {mayRun ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="again" />}
          disabled={isRunning}
          onClick={onTest}
        >
          {said.test}
        </Button>
      ) : null}
    </>
  );
  return (
    <Panel title={said.checks} aside={aside} isFlush>
      {test === null && !isRunning ? <p className={classes.note}>{said.neverTested}</p> : null}
      <Checks lines={isRunning ? [] : (test?.lines ?? [])} isRunning={isRunning} />
    </Panel>
  );
}
