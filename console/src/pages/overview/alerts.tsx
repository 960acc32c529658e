import { Skeleton } from '@mantine/core';
import { useOpenAlerts } from '../../data/overview.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './overview.module.css';
import { texts } from './texts.ts';

function SeeAll({ total, isAtLeast }: { readonly total: number; readonly isAtLeast: boolean }) {
  const said = useTexts(texts);
  const format = useFormat();
  return (
    <>
      {format.atLeast(total, isAtLeast)}
      <PlaceLink to="/alerts">{said.seeAlerts}</PlaceLink>
    </>
  );
}

/** The newest open alerts. */
export function Alerts() {
  const said = useTexts(texts);
  const language = useLanguage();
  const { data, error } = useOpenAlerts();
  const items = data?.items ?? [];
  return (
    <Panel
      title={said.alerts}
      aside={data === undefined ? null : <SeeAll total={data.total} isAtLeast={data.totalIsAtLeast} />}
      isFlush
    >
      {error === null ? null : <ErrorNotice error={error} />}
      {data === undefined && error === null ? <Skeleton height={20} width="auto" m={16} /> : null}
      {data !== undefined && items.length === 0 ? <p className={classes.none}>{said.noAlert}</p> : null}
      <ul className={classes.list}>
        {items.map(({ id, message, openedAt }) => (
          <li key={id} className={classes.task}>
            <span className={classes.warn}>
              <Icon name="warn" />
            </span>
            <span className={classes.grow}>
              {message[language]}
              <span className={classes.small}>
                {' '}
                <Time at={openedAt} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
