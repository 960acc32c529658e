import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { Icon } from '../../parts/icon.tsx';
import { roles, roleTexts } from '../../parts/roles.ts';
import { useTexts } from '../../texts/texts.ts';
import type { GroupRole, ProviderState } from './provider-state.ts';
import { providerTexts } from './provider-texts.ts';
import classes from './settings.module.css';

interface ProviderRolesProps {
  readonly state: ProviderState;
  readonly onChange: (changed: Partial<ProviderState>) => void;
}

/** Which roles people get who come by it. Only OpenID Connect tells groups. */
export function ProviderRoles({ state, onChange }: ProviderRolesProps) {
  const said = useTexts(providerTexts);
  const words = useTexts(roleTexts);
  const named = roles.map((value) => ({ value, label: words[value] }));
  const roleOf = (chosen: string | null) => roles.find((each) => each === chosen);
  const set = (at: number, changed: Partial<GroupRole>): void =>
    onChange({ groups: state.groups.map((each, index) => (index === at ? { ...each, ...changed } : each)) });
  return (
    <fieldset className={classes.pairs}>
      <legend>{said.who}</legend>
      <p className={classes.small}>{said.whoAbout}</p>
      {state.kind === 'lark' ? null : (
        <>
          {state.groups.map(({ group, role }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a group has no name until it is typed.
            <div key={at} className={classes.pair}>
              <TextInput
                aria-label={said.groupNumber(at + 1)}
                placeholder={said.group}
                value={group}
                maxLength={500}
                onChange={(event) => set(at, { group: event.currentTarget.value })}
              />
              <Select
                aria-label={said.roleNumber(at + 1)}
                data={named}
                value={role}
                allowDeselect={false}
                onChange={(chosen) => set(at, { role: roleOf(chosen) ?? role })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={said.removeGroup(at + 1)}
                onClick={() => onChange({ groups: state.groups.filter((_, index) => index !== at) })}
              >
                <Icon name="cross" />
              </ActionIcon>
            </div>
          ))}
          <div>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<Icon name="plus" />}
              onClick={() => onChange({ groups: [...state.groups, { group: '', role: 'viewer' }] })}
            >
              {said.addGroup}
            </Button>
          </div>
        </>
      )}
      <Select
        label={said.defaultRole}
        data={[{ value: '', label: said.notLetIn }, ...named]}
        value={state.defaultRole ?? ''}
        allowDeselect={false}
        onChange={(chosen) => onChange({ defaultRole: roleOf(chosen) })}
      />
    </fieldset>
  );
}
