import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SettingField, Settings } from '../../data/setting-fields.ts';
import { Icon } from '../../parts/icon.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

interface MappingFieldProps {
  readonly field: SettingField;
  readonly value: Settings | undefined;
  readonly fault: string | undefined;
  readonly onChange: (value: Settings | undefined) => void;
}

/** What a handler gets instead of the whole event: names, and where each is found. */
export function MappingField({ field, value, fault, onChange }: MappingFieldProps) {
  const said = useTexts(texts);
  // Two lines may have one name while it is typed.
  const [rows, setRows] = useState(() =>
    Object.entries(value ?? {}).map(([name, path]) => ({ name, path: String(path) })),
  );
  const set = (next: typeof rows): void => {
    setRows(next);
    const named = next.filter(({ name }) => name !== '');
    onChange(named.length === 0 ? undefined : Object.fromEntries(named.map(({ name, path }) => [name, path])));
  };
  const change = (at: number, changed: Partial<(typeof rows)[number]>): void =>
    set(rows.map((row, index) => (index === at ? { ...row, ...changed } : row)));
  return (
    <fieldset className={classes.pair}>
      <legend>{field.title}</legend>
      <div className={classes.wide}>
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, its name changes while it is typed
          <div key={at} className={classes.mapping}>
            <TextInput
              label={said.mapName}
              value={row.name}
              onChange={(event) => change(at, { name: event.currentTarget.value })}
            />
            <TextInput
              label={said.mapPath}
              value={row.path}
              placeholder="event.object.status"
              onChange={(event) => change(at, { path: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={said.removeRow}
              onClick={() => set(rows.filter((_, index) => index !== at))}
            >
              <Icon name="cross" />
            </ActionIcon>
          </div>
        ))}
        <Button size="compact-sm" variant="default" onClick={() => setRows([...rows, { name: '', path: '' }])}>
          {said.addRow}
        </Button>
      </div>
      <span className={classes.help}>{field.description}</span>
      {fault === undefined ? null : (
        <span className={classes.bad} data-fault>
          {fault}
        </span>
      )}
    </fieldset>
  );
}
