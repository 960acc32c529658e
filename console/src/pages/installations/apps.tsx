import { type Integration, useReceiver } from '../../data/integrations.ts';
import { useNow } from '../../data/now.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import table from '../../parts/plain-table.module.css';
import { Mark } from '../../parts/state-sign.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './installations.module.css';
import { texts } from './texts.ts';

/** The platform sends a ticket every hour; an alert is opened when the newest is as old as this. */
const ticketOldMs = 2 * 3_600_000;

/** The apps of the store: where the platform tells of their companies, and the ticket without which none of their tokens is given. */
export function Apps({ apps }: { readonly apps: readonly Integration[] }) {
  const said = useTexts(texts);
  if (apps.length === 0) return null;
  return (
    <div className={classes.apps}>
      <Panel title={said.apps} isFlush>
        <div className={classes.scroll}>
          <table className={table.table} aria-label={said.apps}>
            <thead>
              <tr>
                <th scope="col">{said.integration}</th>
                <th scope="col">{said.callback}</th>
                <th scope="col">{said.ticket}</th>
              </tr>
            </thead>
            <tbody>
              {apps.map((app) => (
                <App key={app.id} app={app} />
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </div>
  );
}

function App({ app: { id, name, mode, webhookUrl } }: { readonly app: Integration }) {
  const said = useTexts(texts);
  const { data } = useReceiver(id);
  return (
    <tr>
      <td>
        <PlaceLink to={`/integrations/${id}`}>{name}</PlaceLink>
      </td>
      <td>
        {mode === 'webhook' ? (
          <span className={classes.pair}>
            <code>{webhookUrl}</code>
            <CopyButton size="compact-sm" text={webhookUrl} />
          </span>
        ) : (
          said.noCallback
        )}
      </td>
      <td>{data === undefined ? '…' : <Ticket at={data.ticketAt} />}</td>
    </tr>
  );
}

function Ticket({ at }: { readonly at: string | null }) {
  const said = useTexts(texts);
  const now = useNow();
  if (at === null) return <Mark tone="warn" icon="warn" word={said.noTicket} />;
  const isOld = now - Date.parse(at) > ticketOldMs;
  return (
    <span className={classes.pair}>
      <Mark
        tone={isOld ? 'warn' : 'ok'}
        icon={isOld ? 'warn' : 'ok'}
        word={isOld ? said.ticketOld : said.ticketFresh}
      />
      <Time at={at} isAge />
    </span>
  );
}
