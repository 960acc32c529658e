import type { LookPlace } from '../../data/looks.ts';
import type { SettingField, Settings } from '../../data/setting-fields.ts';
import { SettingFields } from '../../parts/setting-field.tsx';
import { useTexts } from '../../texts/texts.ts';
import { BaseTables } from './base-tables.tsx';
import classes from './connect.module.css';
import { LookedUpList } from './looked-up-list.tsx';
import { texts } from './texts.ts';

interface ModuleSettingsProps {
  readonly module: string;
  readonly fields: readonly SettingField[];
  readonly place: LookPlace;
  readonly value: Settings;
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (value: Settings) => void;
}

/** The setting of a module whose entries are shown by their names. */
const shownByName: Readonly<Record<string, string>> = {
  base: 'tables',
  approval: 'approval_codes',
  contact: 'department_ids',
};

/** The options of a module: what must be said first, the others behind a word. Bases and approvals are shown by their names. */
export function ModuleSettings({ module, fields, place, value, faults, onChange }: ModuleSettingsProps) {
  const said = useTexts(texts);
  const named = shownByName[module];
  const others = fields.filter(({ name }) => name !== named);
  const field = fields.find(({ name }) => name === named);
  const shared = { place, value, onChange, error: faults[named ?? ''] };
  const departments =
    module === 'contact' && field !== undefined ? (
      <LookedUpList {...shared} module="contact" field={field} label={field.title} description={field.description} />
    ) : null;
  const isOpen =
    (module === 'contact' && named !== undefined && value[named] !== undefined) ||
    others.some(({ name }) => faults[name] !== undefined);
  return (
    <div className={classes.form}>
      {module === 'base' ? <BaseTables {...shared} /> : null}
      {module === 'approval' && field !== undefined ? (
        <LookedUpList
          {...shared}
          module="approval"
          field={field}
          label={said.approvals}
          description={said.approvalsHint}
        />
      ) : null}
      {module === 'contact' || module === 'attendance' ? <p className={classes.note}>{said.everybody}</p> : null}
      <details className={classes.more} open={isOpen}>
        <summary>{said.moreOptions}</summary>
        <div className={classes.form}>
          {departments}
          <SettingFields fields={others} value={value} faults={faults} onChange={onChange} />
        </div>
      </details>
    </div>
  );
}
