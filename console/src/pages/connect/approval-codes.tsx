import { type LookPlace, useLooks } from '../../data/looks.ts';
import { type SettingField, type Settings, textsAt } from '../../data/setting-fields.ts';
import { Icon } from '../../parts/icon.tsx';
import { ListField } from '../../parts/list-field.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { texts } from './texts.ts';

interface ApprovalCodesProps {
  readonly field: SettingField;
  readonly place: LookPlace;
  readonly value: Settings;
  readonly error: string | undefined;
  readonly onChange: (value: Settings) => void;
}

/** A pasted link of the approval editor holds the code. */
const codeOf = (text: string): string => /definitionCode=([\w-]+)/.exec(text)?.[1] ?? text.trim();

/** Approvals by code or link: each shows its name, for the platform lists none. */
export function ApprovalCodes({ field, place, value, error, onChange }: ApprovalCodesProps) {
  const said = useTexts(texts);
  const codes = textsAt(value, field.name);
  const looks = useLooks(place, 'approval', codes);
  return (
    <>
      <ListField
        label={said.approvals}
        description={said.approvalsHint}
        placeholder={field.example}
        error={error}
        value={codes}
        onChange={(next) => onChange({ ...value, [field.name]: [...new Set(next.map(codeOf))] })}
      />
      <ul className={classes.scopes} aria-live="polite">
        {codes.map((code, at) => {
          const { data, error: refused } = looks[at] ?? {};
          return (
            <li key={code}>
              <Icon
                name={data !== undefined ? 'ok' : refused == null ? 'running' : 'bad'}
                className={data !== undefined ? classes.ok : refused == null ? classes.idle : classes.bad}
              />
              <span>
                <strong>{data?.name ?? code}</strong> {refused == null ? '' : refused.message}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
