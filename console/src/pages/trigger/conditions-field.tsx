import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { type SettingField, type Settings, settingsAt, textsAt } from '../../data/setting-fields.ts';
import { Icon } from '../../parts/icon.tsx';
import { useValueWord } from '../../parts/value-words.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

interface ConditionsFieldProps {
  readonly field: SettingField;
  readonly schema: Settings;
  readonly value: readonly Settings[];
  readonly fault: string | undefined;
  readonly onChange: (value: readonly Settings[]) => void;
}

/** A value as it is typed: numbers and yes or no are such; a list has commas. */
function parsedOf(is: string, typed: string): unknown {
  if (is === 'one_of') return typed.split(/[,，]/).map((one) => one.trim());
  if ((is === 'greater' || is === 'less') && typed.trim() !== '' && Number.isFinite(Number(typed)))
    return Number(typed);
  if (typed === 'true' || typed === 'false') return typed === 'true';
  return typed === '' ? null : typed;
}

const typedOf = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : value === null || value === undefined ? '' : String(value);

/** What fields of an event must be: each line one. */
export function ConditionsField({ field, schema, value, fault, onChange }: ConditionsFieldProps) {
  const said = useTexts(texts);
  const wordOf = useValueWord();
  const row = settingsAt(settingsAt(schema, 'items'), 'properties');
  const titleOf = (name: string): string => String(settingsAt(row, name).title ?? name);
  const set = (at: number, changed: Settings): void =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...changed } : one)));
  return (
    <fieldset className={classes.pair}>
      <legend>{field.title}</legend>
      <div className={classes.wide}>
        {value.map((one, at) => {
          const is = String(one.is ?? 'equals');
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, it has no other name
            <div key={at} className={classes.condition}>
              <TextInput
                label={titleOf('path')}
                value={String(one.path ?? '')}
                placeholder="event.object.status"
                onChange={(event) => set(at, { path: event.currentTarget.value })}
              />
              <Select
                label={titleOf('is')}
                data={textsAt(settingsAt(row, 'is'), 'enum').map((each) => ({
                  value: each,
                  label: wordOf('is', each),
                }))}
                value={is}
                allowDeselect={false}
                onChange={(next) => set(at, { is: next ?? is, value: parsedOf(next ?? is, typedOf(one.value)) })}
              />
              <TextInput
                label={titleOf('value')}
                value={typedOf(one.value)}
                disabled={is === 'exists'}
                onChange={(event) => set(at, { value: parsedOf(is, event.currentTarget.value) })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={32}
                aria-label={said.removeRow}
                onClick={() => onChange(value.filter((_, index) => index !== at))}
              >
                <Icon name="cross" />
              </ActionIcon>
            </div>
          );
        })}
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onChange([...value, { path: '', is: 'equals', value: null }])}
        >
          {said.addRow}
        </Button>
      </div>
      <span className={classes.help}>
        {field.description} {said.listAbout}
      </span>
      {fault === undefined ? null : (
        <span className={classes.bad} data-fault>
          {fault}
        </span>
      )}
    </fieldset>
  );
}
