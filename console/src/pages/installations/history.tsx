import { Drawer } from '@mantine/core';
import { useInstallation, useInstallationHistory } from '../../data/installations.ts';
import { Details } from '../../parts/details.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import table from '../../parts/plain-table.module.css';
import { Time } from '../../parts/time.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { actionIn } from '../audit/action-texts.ts';
import classes from './installations.module.css';
import { texts } from './texts.ts';

interface HistoryProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** What has become of the app at a company: installed, claimed, removed, and by whom. */
export function History({ id, onClose }: HistoryProps) {
  const said = useTexts(texts);
  const { data } = useInstallation(id);
  const { items, isLoading, next, error } = useInstallationHistory(id);
  const title = data === undefined ? said.history : said.historyTitle(data.tenantName ?? data.tenantKey);
  return (
    <Drawer opened onClose={onClose} position="right" size={640} title={title}>
      {error === null ? null : <ErrorNotice error={error} />}
      {isLoading ? '…' : null}
      {!isLoading && error === null && items.length === 0 ? said.noHistory : null}
      {items.length === 0 ? null : <Lines items={items} />}
      {next === undefined ? null : <p>{said.older}</p>}
    </Drawer>
  );
}

function Lines({ items }: { readonly items: ReturnType<typeof useInstallationHistory>['items'] }) {
  const said = useTexts(texts);
  const language = useLanguage();
  return (
    <div className={classes.scroll}>
      <table className={table.table} aria-label={said.history}>
        <thead>
          <tr>
            <th scope="col">{said.when}</th>
            <th scope="col">{said.who}</th>
            <th scope="col">{said.what}</th>
            <th scope="col">{said.detail}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, at, actor, action, detail, names }) => (
            <tr key={id}>
              <td>
                <Time at={at} />
              </td>
              <td>{actor.name}</td>
              <td>{actionIn(language, action)}</td>
              <td>
                <Details detail={detail} names={names} isShort />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
