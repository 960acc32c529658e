import { Select } from '@mantine/core';
import { isSettings, type Settings, settingsAt } from '../../data/setting-fields.ts';
import { Icon } from '../../parts/icon.tsx';
import { useTexts } from '../../texts/texts.ts';
import { showSetting } from './show-setting.ts';
import { texts } from './texts.ts';

interface SettingSearchProps {
  readonly schema: Settings;
  readonly kind: string;
  /** Xpert's name → the setting here. */
  readonly xpert: readonly { readonly name: string; readonly path: string }[];
}

interface Found {
  readonly value: string;
  readonly label: string;
}

/** Groups that the other kind of trigger has. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  events: ['messages', 'session', 'busy', 'aggregation', 'history', 'reply', 'quietHours', 'quota', 'botTurns'],
  messages: ['events'],
};

/** Goes to a setting by its name: those who come from Xpert look for theirs. */
export function SettingSearch({ schema, kind, xpert }: SettingSearchProps) {
  const said = useTexts(texts);
  const all = Object.entries(settingsAt(schema, 'properties'))
    .filter(([name]) => foreign[kind]?.includes(name) !== true)
    .flatMap(([name, one]) => (isSettings(one) ? namesOf(name, one) : []));
  const data = all.map(({ value, label }) => {
    const theirs = xpert.filter(({ path }) => path === value || path.startsWith(`${value}.`)).map(({ name }) => name);
    return { value, label: theirs.length === 0 ? label : `${label} (${theirs.join(', ')})` };
  });
  return (
    <Select
      searchable
      label={said.find}
      description={said.findAbout}
      leftSection={<Icon name="search" />}
      data={data}
      value={null}
      nothingFoundMessage={said.nothingFound}
      onChange={(path) => path !== null && showSetting(path)}
    />
  );
}

function namesOf(name: string, schema: Settings): readonly Found[] {
  const title = String(schema.title ?? name);
  const inner = settingsAt(schema, 'properties');
  if (Object.keys(inner).length === 0) return [{ value: name, label: title }];
  return Object.entries(inner).map(([own, one]) => ({
    value: `${name}.${own}`,
    label: `${title} › ${isSettings(one) ? String(one.title ?? own) : own}`,
  }));
}
