import type { ReactNode } from 'react';
import { useCatalogue } from '../../data/catalogue.ts';
import { useIntegration } from '../../data/integrations.ts';
import type { CheckedPipeline } from '../../data/pipeline.ts';
import { useMay } from '../../data/session.ts';
import { fieldsOf, isSettings, type SettingField, type Settings, settingsAt } from '../../data/setting-fields.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { type Fact, Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import stack from '../../parts/stack.module.css';
import { useValueWord } from '../../parts/value-words.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './pipeline.module.css';
import { texts } from './texts.ts';

/** What is read of each module: its settings under the names that the forms have for them. */
export function ModulesPanel({ pipeline }: { readonly pipeline: CheckedPipeline }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const mayChange = useMay('change');
  const { id, integrationId, modules, streams } = pipeline;
  const region = useIntegration(integrationId).data?.region;
  const entry = useCatalogue().data?.items.find(({ name }) => name === region);
  const more = (
    <PlaceButton isPlain to={`/connect?integration=${integrationId}&pipeline=${id}&step=modules`}>
      {said.moreModules}
    </PlaceButton>
  );
  return (
    <Panel title={said.modules} aside={mayChange ? more : null}>
      <div className={stack.column}>
        {Object.entries(modules).map(([name, settings]) => (
          <ModuleFacts
            key={name}
            title={entry?.modules.find((module) => module.name === name)?.title[language] ?? name}
            fields={fieldsOf(settingsAt(settingsAt(entry?.schemas.modules, 'properties'), name))}
            settings={isSettings(settings) ? settings : {}}
          />
        ))}
        {Object.keys(streams).length === 0 ? null : (
          <div>
            <h3 className={classes.module}>{said.streamChoice}</h3>
            <CodeBlock label={said.streamChoice} text={JSON.stringify(streams, undefined, 2)} />
          </div>
        )}
      </div>
    </Panel>
  );
}

interface ModuleFactsProps {
  readonly title: string;
  readonly fields: readonly SettingField[];
  readonly settings: Settings;
}

/** In the order of the form; what is left as usual is not said. */
function ModuleFacts({ title, fields, settings }: ModuleFactsProps) {
  const said = useTexts(texts);
  const wordOf = useValueWord();
  const known = fields.filter(({ name }) => Object.hasOwn(settings, name));
  const unknown = Object.keys(settings).filter((name) => known.every((field) => field.name !== name));
  const toFact = (name: string, shown: string): Fact => ({ name: shown, value: toValue(name, settings[name], wordOf) });
  const facts = [...known.map((field) => toFact(field.name, field.title)), ...unknown.map((one) => toFact(one, one))];
  return (
    <section aria-label={title}>
      <h3 className={classes.module}>{title}</h3>
      {facts.length === 0 ? <p className={classes.note}>{said.asUsual}</p> : <Facts facts={facts} />}
    </section>
  );
}

/** Texts and numbers as they are; what has parts of its own is shown as it is kept. */
function toValue(name: string, value: unknown, wordOf: (name: string, value: string) => string): ReactNode {
  if (typeof value === 'string') return wordOf(name, value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return value.map((one) => (
      <div key={one}>
        <code>{wordOf(name, one)}</code>
      </div>
    ));
  }
  return <CodeBlock label={name} text={JSON.stringify(value, undefined, 2)} />;
}
