import { Group, Select, Stack, Switch, TextInput } from '@mantine/core';
import type { AlertChannel } from '../../data/alert-channels.ts';
import { usePreferences } from '../../data/preferences.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

type Hours = AlertChannel['quietHours'];

interface QuietHoursProps {
  readonly value: Hours;
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (value: Hours) => void;
}

/** While what is not urgent waits. */
export function QuietHours({ value, faults, onChange }: QuietHoursProps) {
  const said = useTexts(texts);
  const { timeZone } = usePreferences();
  const zone = timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([zone, ...Intl.supportedValuesOf('timeZone')])];
  return (
    <Stack gap={8}>
      <Switch
        label={said.quietHours}
        description={said.quietHint}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? { from: '22:00', to: '08:00', zone } : null)}
      />
      {value === null ? null : (
        <Group grow align="flex-start">
          <TextInput
            type="time"
            label={said.quietFrom}
            value={value.from}
            error={faults['quietHours.from']}
            onChange={(event) => onChange({ ...value, from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={said.quietTo}
            value={value.to}
            error={faults['quietHours.to']}
            onChange={(event) => onChange({ ...value, to: event.currentTarget.value })}
          />
          <Select
            label={said.zone}
            data={[...new Set([value.zone, ...zones])]}
            limit={60}
            value={value.zone}
            error={faults['quietHours.zone']}
            searchable
            allowDeselect={false}
            onChange={(chosen) => onChange({ ...value, zone: chosen ?? value.zone })}
          />
        </Group>
      )}
    </Stack>
  );
}
