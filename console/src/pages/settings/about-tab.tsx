import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useApiDocument } from '../../data/api-document.ts';
import { baseUrl } from '../../data/client.ts';
import { settingsAt } from '../../data/setting-fields.ts';
import { useWorkers } from '../../data/workers.ts';
import { Facts } from '../../parts/facts.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import stack from '../../parts/stack.module.css';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './settings.module.css';
import { texts } from './texts.ts';

const Packages = lazy(async () => ({ default: (await import('./packages.tsx')).Packages }));

/** What this is: its version, where it is, and whose work it is built on. */
export function AboutTab() {
  const said = useTexts(texts);
  const language = useLanguage();
  const format = useFormat();
  const { data } = useApiDocument();
  const { items } = useWorkers();
  const info = settingsAt(data, 'info');
  const version = String(info.version ?? '–');
  const others = items.filter(({ programVersion }) => data !== undefined && programVersion !== version);
  return (
    <div className={stack.column}>
      <Panel title="Larkstream">
        <Facts
          facts={[
            { name: said.version, value: version },
            { name: said.licence, value: String(settingsAt(info, 'license').name ?? '–') },
            { name: said.address, value: <code>{baseUrl}</code> },
            { name: said.processes, value: format.number(items.length) },
            {
              name: said.reference,
              value: (
                <span className={classes.tags}>
                  <PlaceLink to="/api">{said.apiReader}</PlaceLink>
                  <a href={`${baseUrl}/errors?lang=${language}`}>{said.errorCodes}</a>
                </span>
              ),
            },
          ]}
        />
        {others.length === 0 ? null : <Notice tone="warn">{said.processVersions}</Notice>}
      </Panel>
      <Panel title={said.packages} aside={<span className={classes.small}>{said.packagesAbout}</span>} isFlush>
        <Suspense fallback={<Skeleton height={400} />}>
          <Packages />
        </Suspense>
      </Panel>
    </div>
  );
}
