import { ActionIcon, Button } from '@mantine/core';
import { useState } from 'react';
import { type SettingField, type Settings, textsAt } from '../../data/setting-fields.ts';
import { Icon } from '../../parts/icon.tsx';
import { useTexts } from '../../texts/texts.ts';
import { type Directory, Picker } from './picker.tsx';
import { texts } from './texts.ts';
import classes from './trigger.module.css';
import { useKnownNames } from './use-known-names.ts';

interface AllowDenyFieldProps {
  readonly field: SettingField;
  /** What is chosen from. */
  readonly of: Directory;
  readonly integrationId: string;
  readonly value: Settings;
  readonly fault: string | undefined;
  readonly onChange: (value: Settings) => void;
}

/** Whom or what a rule lets in, and what not. */
export function AllowDenyField({ field, of, integrationId, value, fault, onChange }: AllowDenyFieldProps) {
  const said = useTexts(texts);
  const shared = { title: field.title, of, integrationId };
  return (
    <fieldset className={classes.pair}>
      <legend>{field.title}</legend>
      <Picked
        {...shared}
        label={said.allow}
        none={of === 'people' ? said.everybody : said.everywhere}
        value={textsAt(value, 'allow')}
        onChange={(allow) => onChange({ ...value, allow })}
      />
      <Picked
        {...shared}
        label={said.deny}
        none={said.nobody}
        value={textsAt(value, 'deny')}
        onChange={(deny) => onChange({ ...value, deny })}
      />
      <span className={classes.help}>{field.description?.replaceAll('`', '')}</span>
      {fault === undefined ? null : (
        <span className={classes.bad} data-fault>
          {fault}
        </span>
      )}
    </fieldset>
  );
}

interface PickedProps {
  readonly title: string;
  readonly of: Directory;
  readonly integrationId: string;
  readonly label: string;
  /** What it means when nothing is chosen. */
  readonly none: string;
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}

function Picked({ title, of, integrationId, label, none, value, onChange }: PickedProps) {
  const said = useTexts(texts);
  const [isOpen, setOpen] = useState(false);
  const { nameOf, learn } = useKnownNames(integrationId, of, value.length > 0);
  const what = `${title} · ${label}`;
  return (
    <div className={classes.picked}>
      <span className={classes.name}>{label}</span>
      {value.length === 0 ? <span>{none}</span> : null}
      {value.map((id) => (
        <span key={id} className={classes.chosen} title={id}>
          {nameOf(id)}
          <ActionIcon
            variant="transparent"
            color="gray"
            size={24}
            aria-label={said.without(nameOf(id))}
            onClick={() => onChange(value.filter((one) => one !== id))}
          >
            <Icon name="cross" size={12} />
          </ActionIcon>
        </span>
      ))}
      <Button size="compact-sm" variant="default" aria-label={said.chooseFor(what)} onClick={() => setOpen(true)}>
        {said.choose}
      </Button>
      {isOpen ? (
        <Picker
          title={what}
          of={of}
          integrationId={integrationId}
          value={value}
          nameOf={nameOf}
          onLearn={learn}
          onChange={onChange}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </div>
  );
}
