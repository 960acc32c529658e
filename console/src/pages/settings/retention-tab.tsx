import { retentionDays } from '../../../../src/model/service/retention.ts';
import { Panel } from '../../parts/panel.tsx';
import table from '../../parts/plain-table.module.css';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './settings.module.css';
import { texts } from './texts.ts';

const signInDays = 7;

/** What the service keeps how long. */
export function RetentionTab() {
  const said = useTexts(texts);
  const format = useFormat();
  const days = (count: number): string => said.days(format.number(count));
  const { runs, lines, events, audit, alerts, turns, sessions, people } = retentionDays;
  const rows = [
    { what: said.runs, kept: days(runs), note: said.runsNote },
    { what: said.lines, kept: days(lines) },
    { what: said.events, kept: days(events), note: said.eventsNote },
    { what: said.auditLines, kept: days(audit) },
    { what: said.alerts, kept: days(alerts), note: said.alertsNote },
    { what: said.turns, kept: days(turns), note: said.turnsNote },
    { what: said.sessions, kept: days(sessions), note: said.sessionsNote },
    { what: said.people, kept: days(people), note: said.peopleNote },
    { what: said.signIns, kept: days(signInDays), note: said.signInsNote },
    { what: said.things, kept: said.always },
  ];
  return (
    <Panel title={said.retention} aside={<span className={classes.note}>{said.retentionAbout}</span>} isFlush>
      <table className={table.table} aria-label={said.retention}>
        <thead>
          <tr>
            <th scope="col">{said.what}</th>
            <th scope="col">{said.kept}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ what, kept, note }) => (
            <tr key={what}>
              <td>{what}</td>
              <td>
                {kept}
                {note === undefined ? null : <div className={classes.small}>{note}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
