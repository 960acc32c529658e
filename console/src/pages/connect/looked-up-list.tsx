import { Button } from '@mantine/core';
import { isRefused, type LookModule, type LookPlace, useLooks } from '../../data/looks.ts';
import { type SettingField, type Settings, textsAt } from '../../data/setting-fields.ts';
import { Icon } from '../../parts/icon.tsx';
import { ListField } from '../../parts/list-field.tsx';
import { Marked } from '../../parts/marked.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { texts } from './texts.ts';

interface LookedUpListProps {
  readonly module: LookModule;
  readonly field: SettingField;
  readonly label: string;
  readonly description: string | undefined;
  readonly place: LookPlace;
  readonly value: Settings;
  readonly error: string | undefined;
  readonly onChange: (value: Settings) => void;
}

/** A pasted link of the approval editor holds the code. */
const codeOf = (text: string): string => /definitionCode=([\w-]+)/.exec(text)?.[1] ?? text.trim();

/** Things by code, id or link: each shows its name, or why the platform does not take it. */
export function LookedUpList({ module, field, label, description, place, value, error, onChange }: LookedUpListProps) {
  const said = useTexts(texts);
  const codes = textsAt(value, field.name);
  const looks = useLooks(place, module, codes);
  const refused = looks.filter((look) => isRefused(look.error)).length;
  const set = (next: readonly string[]): void => {
    const { [field.name]: _, ...others } = value;
    const cleaned = [...new Set(next.map(codeOf))];
    onChange(cleaned.length === 0 ? others : { ...others, [field.name]: cleaned });
  };
  return (
    <>
      <ListField
        label={label}
        description={description}
        placeholder={field.example}
        error={refused > 0 ? said.refused(refused) : error}
        value={codes}
        onChange={set}
      />
      <ul className={classes.scopes} aria-live="polite">
        {codes.map((code, at) => (
          <Found
            key={code}
            code={code}
            name={looks[at]?.data?.name}
            error={looks[at]?.error ?? undefined}
            onRemove={() => set(codes.filter((one) => one !== code))}
          />
        ))}
      </ul>
    </>
  );
}

interface FoundProps {
  readonly code: string;
  /** Undefined while it is asked for, and where it is not known. */
  readonly name: string | undefined;
  readonly error: Error | undefined;
  readonly onRemove: () => void;
}

function Found({ code, name, error, onRemove }: FoundProps) {
  const said = useTexts(texts);
  const isKnown = name !== undefined;
  return (
    <li>
      <Icon
        name={isKnown ? 'ok' : error === undefined ? 'running' : 'bad'}
        className={isKnown ? classes.ok : error === undefined ? classes.idle : classes.bad}
      />
      <span>
        <strong>{name ?? code}</strong> {error === undefined ? null : <Marked text={error.message} />}{' '}
        {error === undefined ? null : (
          <Button size="compact-xs" variant="subtle" aria-label={said.remove(code)} onClick={onRemove}>
            {said.removeBase}
          </Button>
        )}
      </span>
    </li>
  );
}
