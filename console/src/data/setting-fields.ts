/** Settings as the service keeps them. */
export type Settings = Readonly<Record<string, unknown>>;

/** One setting as a form shows it, read of its JSON Schema. */
export interface SettingField {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
  /** `choices`: several of a few. */
  readonly kind: 'text' | 'list' | 'number' | 'flag' | 'choice' | 'choices' | 'day';
  readonly choices: readonly string[];
  readonly example: string | undefined;
  /** What counts when nothing is chosen. */
  readonly usual: unknown;
  readonly least: number | undefined;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  /** Nothing at all is a choice of its own, though something is usual. */
  readonly mayBeEmpty: boolean;
}

/** Whether something is an object with fields. */
export function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
/** The object at a key; an empty one where there is none. */
export const settingsAt = (from: unknown, key: string): Settings => {
  const value = isSettings(from) ? from[key] : undefined;
  return isSettings(value) ? value : {};
};
/** The list of texts at a key. */
export const textsAt = (from: Settings, key: string): readonly string[] => {
  const value = from[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

/** The settings of an object, in the order in which they are asked for. */
export function fieldsOf(schema: Settings): readonly SettingField[] {
  const required = textsAt(schema, 'required');
  return Object.entries(settingsAt(schema, 'properties'))
    .filter((entry): entry is [string, Settings] => isSettings(entry[1]) && entry[1].const === undefined)
    .sort(([, one], [, other]) => Number(one.order ?? 0) - Number(other.order ?? 0))
    .map(([name, one]) => fieldOf(name, one, required.includes(name)));
}

function fieldOf(name: string, schema: Settings, isRequired: boolean): SettingField {
  const { title, description, minimum, default: usual, examples, pattern } = schema;
  const [example] = Array.isArray(examples) ? examples : [];
  return {
    name,
    title: textOf(title) ?? name,
    description: textOf(description),
    kind: kindOf(schema),
    choices: textsAt(schema.type === 'array' ? settingsAt(schema, 'items') : schema, 'enum'),
    example: Array.isArray(example) ? example.map(String).join(' ') : textOf(example),
    usual,
    least: typeof minimum === 'number' ? minimum : undefined,
    isRequired,
    isSecret: schema.airbyte_secret === true,
    mayBeEmpty:
      typeof usual === 'string' && usual !== '' && typeof pattern === 'string' && new RegExp(pattern).test(''),
  };
}

function kindOf(schema: Settings): SettingField['kind'] {
  if (schema.enum !== undefined) return 'choice';
  if (schema.format === 'date') return 'day';
  if (schema.type === 'array') return settingsAt(schema, 'items').enum === undefined ? 'list' : 'choices';
  if (schema.type === 'boolean') return 'flag';
  return schema.type === 'integer' || schema.type === 'number' ? 'number' : 'text';
}

/** One of several forms of an object, such as a kind of destination. */
export interface Variant {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly fields: readonly SettingField[];
}

/** The forms of an object that are told apart by a constant, such as `type`. */
export function variantsOf(schema: Settings, key: string): readonly Variant[] {
  const forms = Array.isArray(schema.oneOf) ? schema.oneOf.filter(isSettings) : [];
  return forms.map((form) => ({
    name: textOf(settingsAt(settingsAt(form, 'properties'), key).const) ?? '',
    title: textOf(form.title) ?? '',
    description: textOf(form.description),
    fields: fieldsOf(form),
  }));
}
