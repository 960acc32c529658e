import { Select, Switch, TextInput } from '@mantine/core';
import type { SettingField, Settings, Variant } from '../data/setting-fields.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { SecretField } from './secret-field.tsx';

const texts = defineTexts({
  pathHint: {
    en: 'Below the folder that the service was given for files (--files-root); made when absent.',
    zh: '位于服务的文件目录（--files-root）之下；不存在时自动创建。',
  },
  pathWillBe: {
    en: (path: string) => `Will lie at ${path} below the folder that the service was given for files (--files-root).`,
    zh: (path) => `将位于服务的文件目录（--files-root）之下的 ${path}。`,
  },
  pathIsAbsolute: {
    en: 'An absolute path is taken only where it is below the folder that the service was given for files (--files-root). Leave out the beginning to be below it.',
    zh: '绝对路径仅在位于服务的文件目录（--files-root）之下时可用。去掉开头部分即可位于该目录之下。',
  },
});

/** On any system: `/x`, `\\x`, `C:\x`, `c:/x`. */
const absolute = /^(?:[\\/]|[A-Za-z]:[\\/])/;

/** Its fields, described as a service takes them: a path does not begin at the folder of a configuration, and one that is typed says where it leads. */
export function useFieldsOfService(variant: Variant | undefined, path: unknown): readonly SettingField[] {
  const said = useTexts(texts);
  const typed = typeof path === 'string' ? path.trim().replace(/^(?:\.\/+)+/, '') : '';
  const leads = absolute.test(typed) ? said.pathIsAbsolute : typed === '' ? said.pathHint : said.pathWillBe(typed);
  return (variant?.fields ?? []).map((field) => (field.name === 'path' ? { ...field, description: leads } : field));
}

/** What is filled in of a destination. */
export interface FilledDestination {
  readonly settings: Settings;
  /** The address of a database; undefined: the one that is kept stays. */
  readonly url: string | undefined;
}

interface DestinationFieldsProps {
  readonly variant: Variant;
  readonly value: FilledDestination;
  /** What the service says of each setting, by its name. */
  readonly faults: Readonly<Record<string, string>>;
  /** When the address was set; undefined while there is none. */
  readonly urlSetAt?: string | undefined;
  /** False: secrets are not asked for here. */
  readonly hasSecrets?: boolean;
  readonly onChange: (value: FilledDestination) => void;
}

/** The settings of one kind of destination, as its schema describes them. What is left as usual is not written. */
export function DestinationFields({
  variant,
  value,
  faults,
  urlSetAt,
  hasSecrets = true,
  onChange,
}: DestinationFieldsProps) {
  const set = (name: string, next: string | boolean): void => {
    const { [name]: _, ...others } = value.settings;
    onChange({ ...value, settings: next === '' ? others : { ...others, [name]: next } });
  };
  return useFieldsOfService(variant, value.settings.path).map((field) => {
    if (!field.isSecret) {
      const given = value.settings[field.name];
      return (
        <PlainField
          key={field.name}
          field={field}
          value={given}
          error={faults[field.name]}
          onChange={(next) => set(field.name, next)}
        />
      );
    }
    return hasSecrets ? (
      <SecretField
        key={field.name}
        label={field.title}
        description={plain(field.description)}
        setAt={urlSetAt}
        value={value.url}
        error={faults[field.name]}
        onChange={(url) => onChange({ ...value, url })}
      />
    ) : null;
  });
}

/** Descriptions are those of the documentation, with its marks of code. */
const plain = (text: string | undefined): string | undefined => text?.replaceAll('`', '');

interface PlainFieldProps {
  readonly field: SettingField;
  readonly value: unknown;
  readonly error: string | undefined;
  readonly onChange: (value: string | boolean) => void;
}

function PlainField({ field, value, error, onChange }: PlainFieldProps) {
  const { kind, title, description, choices, example, usual, isRequired } = field;
  const shared = { label: title, description: plain(description), error };
  if (kind === 'flag') {
    const isOn = typeof value === 'boolean' ? value : usual === true;
    return <Switch {...shared} checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />;
  }
  const text = typeof value === 'string' ? value : typeof usual === 'string' ? usual : '';
  if (kind === 'choice') {
    return (
      <Select
        {...shared}
        data={[...choices]}
        value={text}
        allowDeselect={false}
        onChange={(next) => onChange(next ?? '')}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      required={isRequired}
      withAsterisk={false}
      placeholder={example}
      defaultValue={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
