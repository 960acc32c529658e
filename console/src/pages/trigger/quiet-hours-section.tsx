import { Stack, Switch } from '@mantine/core';
import { fieldsOf, type Settings } from '../../data/setting-fields.ts';
import { useTexts } from '../../texts/texts.ts';
import { GroupFields, type SectionsProps } from './group-fields.tsx';
import { withValue } from './setting-paths.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

interface QuietHoursSectionProps extends SectionsProps {
  readonly group: Settings;
}

/** Hours in which nobody is answered, or none. */
export function QuietHoursSection(props: QuietHoursSectionProps) {
  const said = useTexts(texts);
  const { group, value, onChange } = props;
  const isOn = value.quietHours !== undefined;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const beginning = { from: '22:00', until: '07:00', timeZone };
  return (
    <Stack gap="md">
      <Switch
        label={said.on}
        checked={isOn}
        onChange={(event) =>
          onChange(withValue(value, ['quietHours'], event.currentTarget.checked ? beginning : undefined))
        }
      />
      {isOn ? (
        <div className={classes.fields}>
          <GroupFields {...props} fields={fieldsOf(group)} above={['quietHours']} group={group} />
        </div>
      ) : null}
    </Stack>
  );
}
