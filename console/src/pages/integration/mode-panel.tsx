import { Button, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { type Integration, useChangeMode } from '../../data/integrations.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { integrationTexts } from '../../parts/integration-signs.tsx';
import { Panel } from '../../parts/panel.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './integration.module.css';
import { texts } from './texts.ts';

const modes = ['none', 'long_connection', 'webhook'] as const;

/** How events come: the way before stays open until the first one has come the new way. */
export function ModePanel({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  const saving = useChangeMode();
  const { id, version, mode, kind, webhookUrl } = integration;
  const [chosen, setChosen] = useState(mode);
  const hints = { none: said.noneHint, long_connection: said.longHint, webhook: said.webhookHint };
  const offered = kind === 'store_app' ? modes.filter((each) => each !== 'long_connection') : modes;
  const save = (): void =>
    saving.mutate({ id, version, mode: chosen }, { onSuccess: () => tellDone(said.modeSaved(words[chosen])) });
  return (
    <Panel title={said.mode}>
      <div className={stack.narrowForm}>
        <Radio.Group
          label={said.modeQuestion}
          value={chosen}
          onChange={(value) => setChosen(modes.find((each) => each === value) ?? mode)}
        >
          <Stack mt={4}>
            {offered.map((each) => (
              <Radio key={each} value={each} label={words[each]} description={hints[each]} />
            ))}
          </Stack>
        </Radio.Group>
        {chosen === 'webhook' ? (
          <span className={classes.pair}>
            <code>{webhookUrl}</code>
            <CopyButton size="compact-sm" text={webhookUrl} />
          </span>
        ) : null}
        {saving.error === null ? null : <ErrorNotice error={saving.error} />}
        <div>
          <Button loading={saving.isPending} disabled={chosen === mode} onClick={save}>
            {useTexts(common).save}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
