import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import type { SettingField, Settings } from '../data/setting-fields.ts';
import { common } from '../texts/common.ts';
import { useTexts } from '../texts/texts.ts';
import { ListField } from './list-field.tsx';
import { SecretField } from './secret-field.tsx';

interface SettingFieldsProps {
  readonly fields: readonly SettingField[];
  readonly value: Settings;
  /** By the name of a setting: what the service says of it. */
  readonly faults?: Readonly<Record<string, string | undefined>>;
  readonly onChange: (value: Settings) => void;
}

/** Settings of a module or a destination, as their schema describes them. What is left as usual is not written. */
export function SettingFields({ fields, value, faults = {}, onChange }: SettingFieldsProps) {
  const set = (name: string, next: unknown): void => {
    const { [name]: _, ...others } = value;
    onChange(next === undefined || next === '' ? others : { ...others, [name]: next });
  };
  return fields.map((field) => (
    <SettingInput
      key={field.name}
      field={field}
      value={value[field.name]}
      error={faults[field.name]}
      onChange={(next) => set(field.name, next)}
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

function SettingInput({ field, value, error, onChange }: SettingInputProps) {
  const { kind, title, description, example, usual, isRequired, isSecret } = field;
  const shared = { label: title, description: plain(description), error };
  const text = typeof value === 'string' ? value : '';
  if (isSecret) {
    const onSecret = (next: string | undefined): void => onChange(next);
    return <SecretField {...shared} setAt={undefined} value={text} isRequired={isRequired} onChange={onSecret} />;
  }
  if (kind === 'list') {
    const texts = Array.isArray(value) ? value.map(String) : [];
    const onList = (next: readonly string[]): void => onChange(next.length === 0 ? undefined : next);
    return <ListField {...shared} placeholder={example} value={texts} onChange={onList} />;
  }
  if (kind === 'flag') {
    const isOn = typeof value === 'boolean' ? value : usual === true;
    return <Switch {...shared} checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />;
  }
  if (kind === 'number') return <NumberSetting field={field} value={value} error={error} onChange={onChange} />;
  if (kind === 'choice') return <ChoiceSetting field={field} value={value} error={error} onChange={onChange} />;
  return (
    <TextInput
      {...shared}
      type={kind === 'day' ? 'date' : 'text'}
      required={isRequired}
      withAsterisk={false}
      placeholder={example}
      value={text === '' && typeof usual === 'string' ? usual : text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function NumberSetting({ field, value, error, onChange }: SettingInputProps) {
  const { title, description, usual, least } = field;
  return (
    <NumberInput
      label={title}
      description={plain(description)}
      error={error}
      hideControls
      allowDecimal={false}
      min={least ?? Number.MIN_SAFE_INTEGER}
      value={typeof value === 'number' ? value : typeof usual === 'number' ? usual : ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  );
}

function ChoiceSetting({ field, value, error, onChange }: SettingInputProps) {
  const words = useTexts(common);
  const { title, description, usual, choices } = field;
  const data = usual === undefined ? [{ value: '', label: words.none }, ...choices] : [...choices];
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
