import type { LookPlace } from '../../data/looks.ts';
import type { SettingField, Settings } from '../../data/setting-fields.ts';
import { SettingFields } from '../../parts/setting-field.tsx';
import { useTexts } from '../../texts/texts.ts';
import { ApprovalCodes } from './approval-codes.tsx';
import { BaseTables } from './base-tables.tsx';
import classes from './connect.module.css';
import { texts } from './texts.ts';

interface ModuleSettingsProps {
  readonly module: string;
  readonly fields: readonly SettingField[];
  readonly place: LookPlace;
  readonly value: Settings;
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (value: Settings) => void;
}

/** The options of a module: what must be said first, the others behind a word. Bases and approvals are shown by their names. */
export function ModuleSettings({ module, fields, place, value, faults, onChange }: ModuleSettingsProps) {
  const said = useTexts(texts);
  const named = module === 'base' ? 'tables' : module === 'approval' ? 'approval_codes' : undefined;
  const others = fields.filter(({ name }) => name !== named);
  const field = fields.find(({ name }) => name === named);
  const shared = { place, value, onChange, error: faults[named ?? ''] };
  return (
    <div className={classes.form}>
      {module === 'base' ? <BaseTables {...shared} /> : null}
      {module === 'approval' && field !== undefined ? <ApprovalCodes {...shared} field={field} /> : null}
      {named === undefined ? <p className={classes.note}>{said.everybody}</p> : null}
      <details className={classes.more} open={others.some(({ name }) => faults[name] !== undefined)}>
        <summary>{said.moreOptions}</summary>
        <div className={classes.form}>
          <SettingFields fields={others} value={value} faults={faults} onChange={onChange} />
        </div>
      </details>
    </div>
  );
}
