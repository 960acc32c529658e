import { Checkbox, Stack } from '@mantine/core';
import { alertKinds, urgentKinds } from '../../../../src/model/service/alert.ts';
import type { AlertChannel } from '../../data/alert-channels.ts';
import { useTexts } from '../../texts/texts.ts';
import { kindTitles } from './kinds.ts';
import { texts } from './texts.ts';

interface ToldKindsProps {
  readonly kinds: AlertChannel['kinds'];
  readonly onChange: (kinds: AlertChannel['kinds']) => void;
}

/** Which alerts are told; all when none is ticked, also those of later versions. */
export function ToldKinds({ kinds, onChange }: ToldKindsProps) {
  const said = useTexts(texts);
  const titles = useTexts(kindTitles);
  return (
    <Checkbox.Group
      label={said.tells}
      description={said.tellsHint}
      value={[...kinds]}
      onChange={(chosen) => onChange(alertKinds.filter((kind) => chosen.includes(kind)))}
    >
      <Stack gap={6} mt={6}>
        {alertKinds.map((kind) => (
          <Checkbox
            key={kind}
            value={kind}
            label={urgentKinds.includes(kind) ? said.urgent(titles[kind]) : titles[kind]}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
