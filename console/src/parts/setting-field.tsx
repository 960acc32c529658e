import { Checkbox, Group, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { SettingField, Settings } from '../data/setting-fields.ts';
import { common } from '../texts/common.ts';
import { useFormat } from '../texts/format.ts';
import { useTexts } from '../texts/texts.ts';
import { ListField } from './list-field.tsx';
import { SecretField } from './secret-field.tsx';
import { useValueWord } from './value-words.ts';

interface SettingFieldsProps {
  readonly fields: readonly SettingField[];
  readonly value: Settings;
  /** By the name of a setting: what the service says of it. */
  readonly faults?: Readonly<Record<string, string | undefined>>;
  readonly onChange: (value: Settings) => void;
}

/** Settings of a module or a destination, as their schema describes them. What is left as usual is not written. */
export function SettingFields({ fields, value, faults = {}, onChange }: SettingFieldsProps) {
  const set = ({ name, mayBeEmpty }: SettingField, next: unknown): void => {
    const { [name]: _, ...others } = value;
    onChange(next === undefined || (next === '' && !mayBeEmpty) ? others : { ...others, [name]: next });
  };
  return fields.map((field) => (
    <SettingInput
      key={field.name}
      field={field}
      value={value[field.name]}
      error={faults[field.name]}
      onChange={(next) => set(field, next)}
    />
  ));
}

interface SettingInputProps {
  readonly field: SettingField;
  readonly value: unknown;
  readonly error: string | undefined;
  readonly onChange: (value: unknown) => void;
}

/** Descriptions are of the documentation, with its marks of code. */
const plain = (text: string | undefined): string | undefined => text?.replaceAll('`', '');

/** One setting, in the form of its kind. */
export function SettingInput(props: SettingInputProps) {
  const { field, value, error, onChange } = props;
  const { kind, title, description, example, usual, isRequired, isSecret } = field;
  const shared = { label: title, description: plain(description), error };
  if (isSecret) {
    const text = typeof value === 'string' ? value : '';
    const onSecret = (next: string | undefined): void => onChange(next);
    return <SecretField {...shared} setAt={undefined} value={text} isRequired={isRequired} onChange={onSecret} />;
  }
  switch (kind) {
    case 'list': {
      const texts = Array.isArray(value) ? value.map(String) : [];
      const onList = (next: readonly string[]): void => onChange(next.length === 0 ? undefined : next);
      return <ListField {...shared} placeholder={example} value={texts} onChange={onList} />;
    }
    case 'flag': {
      const isOn = typeof value === 'boolean' ? value : usual === true;
      return <Switch {...shared} checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />;
    }
    case 'number':
      return <NumberSetting {...props} />;
    case 'choices':
      return <ChoicesSetting {...props} />;
    case 'choice':
      return <ChoiceSetting {...props} />;
    case 'text':
    case 'day':
      return <TextSetting {...props} />;
  }
}

function TextSetting({ field, value, error, onChange }: SettingInputProps) {
  const { kind, name, title, description, example, usual, isRequired, mayBeEmpty } = field;
  const shared = { label: title, description: plain(description), error };
  const text = typeof value === 'string' ? value : '';
  const change = (event: { readonly currentTarget: { readonly value: string } }): void =>
    onChange(event.currentTarget.value);
  if (isLong(name)) return <Textarea {...shared} autosize maxRows={12} value={text} onChange={change} />;
  return (
    <TextInput
      {...shared}
      type={kind === 'day' ? 'date' : 'text'}
      required={isRequired}
      withAsterisk={false}
      placeholder={example}
      value={isUnset(value, mayBeEmpty) && typeof usual === 'string' ? usual : text}
      onChange={change}
    />
  );
}

const isUnset = (value: unknown, mayBeEmpty: boolean): boolean => value === undefined || (value === '' && !mayBeEmpty);

/** What people write in sentences. */
const isLong = (name: string): boolean => name === 'systemPrompt' || name === 'notice' || name === 'ca';

function NumberSetting({ field, value, error, onChange }: SettingInputProps) {
  const { name, title, description, usual, least } = field;
  const format = useFormat();
  const shown = typeof value === 'number' ? value : typeof usual === 'number' ? usual : undefined;
  // Nobody reads 3600000 as an hour.
  const told = name.endsWith('Ms') && shown !== undefined && shown > 0 ? format.duration(shown) : undefined;
  return (
    <NumberInput
      rightSection={told === undefined ? undefined : <small>{told}</small>}
      rightSectionWidth={told === undefined ? undefined : 96}
      label={title}
      description={plain(description)}
      error={error}
      hideControls
      allowDecimal={false}
      min={least ?? Number.MIN_SAFE_INTEGER}
      value={shown ?? ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  );
}

function ChoiceSetting({ field, value, error, onChange }: SettingInputProps) {
  const words = useTexts(common);
  const wordOf = useValueWord();
  const { name, title, description, usual, choices } = field;
  const named = choices.map((choice) => ({ value: choice, label: wordOf(name, choice) }));
  const data = usual === undefined ? [{ value: '', label: words.none }, ...named] : named;
  return (
    <Select
      label={title}
      description={plain(description)}
      error={error}
      data={data}
      value={typeof value === 'string' ? value : typeof usual === 'string' ? usual : ''}
      allowDeselect={false}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}

function ChoicesSetting({ field, value, error, onChange }: SettingInputProps) {
  const wordOf = useValueWord();
  const { name, title, description, usual, choices } = field;
  const chosen = Array.isArray(value) ? value : Array.isArray(usual) ? usual : [];
  return (
    <Checkbox.Group
      label={title}
      description={plain(description)}
      error={error}
      value={chosen.map(String)}
      onChange={(next) => onChange(choices.filter((choice) => next.includes(choice)))}
    >
      <Group gap="md" my={4}>
        {choices.map((choice) => (
          <Checkbox key={choice} value={choice} label={wordOf(name, choice)} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
