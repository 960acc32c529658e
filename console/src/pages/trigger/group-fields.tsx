import type { ReactNode } from 'react';
import { isSettings, type SettingField, type Settings, settingsAt } from '../../data/setting-fields.ts';
import { SettingInput } from '../../parts/setting-field.tsx';
import { AllowDenyField } from './allow-deny-field.tsx';
import { ConditionsField } from './conditions-field.tsx';
import { MappingField } from './mapping-field.tsx';
import { faultAt, type Path, valueAt, withValue } from './setting-paths.ts';
import classes from './trigger.module.css';

/** What all parts of the form of a draft are given. */
export interface SectionsProps {
  readonly schema: Settings;
  readonly integrationId: string;
  readonly value: Settings;
  readonly faults: Readonly<Record<string, string>>;
  /** It can only be looked at. */
  readonly isFixed: boolean;
  readonly onChange: (value: Settings) => void;
}

interface FieldsProps extends SectionsProps {
  readonly fields: readonly SettingField[];
  readonly above: Path;
  /** The schema in which they are. */
  readonly group?: Settings;
}

/** Fields of a group; those that are no plain values have forms of their own. */
export function GroupFields({ fields, above, group, integrationId, value, faults, onChange }: FieldsProps) {
  return fields.map((field) => {
    const path = [...above, field.name];
    const at = valueAt(value, path);
    const fault = faultAt(faults, path);
    const set = (next: unknown): void => {
      const isNone = next === '' && !field.mayBeEmpty;
      onChange(withValue(value, path, isNone ? undefined : next));
    };
    const schema = settingsAt(settingsAt(group, 'properties'), field.name);
    const own = ownForm({ field, schema, integrationId, value: at, fault, onChange: set });
    return (
      <div key={field.name} data-setting={path.join('.')} className={own === undefined ? undefined : classes.wide}>
        {own ?? <SettingInput field={field} value={at} error={fault} onChange={set} />}
      </div>
    );
  });
}

interface OwnFormAsked {
  readonly field: SettingField;
  readonly schema: Settings;
  readonly integrationId: string;
  readonly value: unknown;
  readonly fault: string | undefined;
  readonly onChange: (value: unknown) => void;
}

function ownForm({ field, schema, integrationId, value, fault, onChange }: OwnFormAsked): ReactNode {
  const { name } = field;
  const properties = settingsAt(schema, 'properties');
  if (isSettings(properties.allow) && isSettings(properties.deny)) {
    const of = name === 'chats' ? 'chats' : name === 'departments' ? 'departments' : 'people';
    return <AllowDenyField {...{ field, of, integrationId, fault, onChange }} value={isSettings(value) ? value : {}} />;
  }
  if (name === 'fields') {
    const rows = Array.isArray(value) ? value.filter(isSettings) : [];
    return <ConditionsField field={field} schema={schema} value={rows} fault={fault} onChange={onChange} />;
  }
  if (name === 'mapping') {
    return (
      <MappingField field={field} value={isSettings(value) ? value : undefined} fault={fault} onChange={onChange} />
    );
  }
  return undefined;
}
