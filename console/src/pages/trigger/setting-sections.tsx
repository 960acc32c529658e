import { fieldsOf, type SettingField, settingsAt } from '../../data/setting-fields.ts';
import { Panel } from '../../parts/panel.tsx';
import { useTexts } from '../../texts/texts.ts';
import { GroupFields, type SectionsProps } from './group-fields.tsx';
import { HandlerField } from './handler-field.tsx';
import { QuietHoursSection } from './quiet-hours-section.tsx';
import { faultAt, withValue } from './setting-paths.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

/** Groups of settings that a kind of trigger has, in the order in which people think of them. */
const groupsOf = (kind: string): readonly string[] =>
  kind === 'events' ? ['events'] : ['messages', 'session', 'aggregation', 'history', 'reply', 'quietHours', 'quota'];
const first = ['kind', 'continues'];
const limits = ['staleMs', 'botTurns'];

/** All settings of a draft, as their schema describes them. */
export function SettingSections(props: SectionsProps) {
  const said = useTexts(texts);
  const { schema, value, isFixed } = props;
  const kind = String(value.kind ?? 'messages');
  const groups = groupsOf(kind).map((name) => ({ name, group: settingsAt(settingsAt(schema, 'properties'), name) }));
  const own = (names: readonly string[]): readonly SettingField[] =>
    fieldsOf(schema).filter(({ name }) => names.includes(name));
  return (
    <fieldset className={classes.sections} disabled={isFixed}>
      <Panel title={said.basics}>
        <div className={classes.fields}>
          <HandlerField
            value={String(value.handlerId ?? '')}
            error={faultAt(props.faults, ['handlerId'])}
            onChange={(next) => props.onChange(withValue(value, ['handlerId'], next))}
          />
          <GroupFields {...props} fields={own(first)} above={[]} />
        </div>
      </Panel>
      {groups.map(({ name, group }) => (
        <Panel key={name} title={String(group.title ?? name)}>
          {typeof group.description === 'string' ? <p className={classes.about}>{group.description}</p> : null}
          {name === 'quietHours' ? (
            <QuietHoursSection {...props} group={group} />
          ) : (
            <div className={classes.fields}>
              <GroupFields {...props} fields={fieldsOf(group)} above={[name]} group={group} />
              {name === 'session' ? <GroupFields {...props} fields={own(['busy'])} above={[]} /> : null}
            </div>
          )}
        </Panel>
      ))}
      <Panel title={said.limits}>
        <div className={classes.fields}>
          <GroupFields {...props} fields={own(kind === 'events' ? ['staleMs'] : limits)} above={[]} />
        </div>
      </Panel>
    </fieldset>
  );
}
