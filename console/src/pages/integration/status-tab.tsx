import type { IntegrationTest } from '../../data/integration-test.ts';
import type { Integration } from '../../data/integrations.ts';
import stack from '../../parts/stack.module.css';
import { ChecksPanel } from './checks-panel.tsx';
import { ConnectionPanel } from './connection-panel.tsx';
import classes from './integration.module.css';
import { PipelinesPanel } from './pipelines-panel.tsx';

interface StatusTabProps {
  readonly integration: Integration;
  readonly test: IntegrationTest;
}

/** How its events come, and what its last test has found. */
export function StatusTab({ integration, test }: StatusTabProps) {
  return (
    <div className={classes.columns}>
      <div className={stack.column}>
        <ConnectionPanel integration={integration} />
        <PipelinesPanel integration={integration} />
      </div>
      <ChecksPanel integration={integration} test={test} />
    </div>
  );
}
