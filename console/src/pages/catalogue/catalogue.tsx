import { Skeleton } from '@mantine/core';
import { type CatalogueEntry, useCatalogue } from '../../data/catalogue.ts';
import { useIntegrations } from '../../data/integrations.ts';
import { developerConsoles } from '../../data/regions.ts';
import { useMay } from '../../data/session.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { OutsideLink } from '../../parts/outside-link.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { Tag } from '../../parts/state-sign.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './catalogue.module.css';
import { texts } from './texts.ts';

/** What can be connected: two platforms, of which a company is on one. */
export function Catalogue() {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  const { data, error } = useCatalogue();
  return (
    <>
      <PageHeader title={said.title}>{said.about}</PageHeader>
      {error === null ? null : <ErrorNotice error={error} />}
      {mayChange ? <Connected /> : <Notice tone="info">{said.mayNot}</Notice>}
      <div className={classes.cards}>
        {data === undefined && error === null ? <Skeleton height={260} /> : null}
        {data?.items.map((entry) => (
          <Card key={entry.name} entry={entry} mayChange={mayChange} />
        ))}
      </div>
    </>
  );
}

/** An app that is connected already reads for any number of pipelines. */
function Connected() {
  const said = useTexts(texts);
  const { items } = useIntegrations();
  if (items.length === 0) return null;
  return (
    <div className={classes.cards}>
      <Panel title={said.connected}>
        <div className={classes.modules}>
          {items.map(({ id, name }) => (
            <PlaceButton key={id} isPlain to={`/connect?integration=${id}`}>
              {said.pipelineWith(name)}
            </PlaceButton>
          ))}
        </div>
      </Panel>
    </div>
  );
}

function Card({ entry, mayChange }: { readonly entry: CatalogueEntry; readonly mayChange: boolean }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const { name, title, modules } = entry;
  const { address } = developerConsoles[name];
  return (
    <section className={classes.card}>
      <h2>{title[language]}</h2>
      <p>{name === 'lark' ? said.larkAbout : said.feishuAbout}</p>
      <div className={classes.modules}>
        {modules.map((module) => (
          <Tag key={module.name}>{module.title[language]}</Tag>
        ))}
      </div>
      <ol className={classes.steps}>
        <li>
          {said.step1} <OutsideLink to={`https://${address}`}>{address}</OutsideLink>
        </li>
        <li>{said.step2}</li>
        <li>{said.step3}</li>
      </ol>
      {mayChange ? (
        <div>
          <PlaceButton to={`/connect?region=${name}`}>{said.connect(title[language])}</PlaceButton>
        </div>
      ) : null}
    </section>
  );
}
