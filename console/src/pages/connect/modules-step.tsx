import { Button, Checkbox, Select, Skeleton, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type CatalogueEntry, useCatalogue } from '../../data/catalogue.ts';
import { useChangeDraft, useCreateDraft } from '../../data/drafts.ts';
import { fieldFaults } from '../../data/field-faults.ts';
import { freeName } from '../../data/free-name.ts';
import { useInstallations } from '../../data/installations.ts';
import { hasRefusedLook } from '../../data/looks.ts';
import { usePipelines } from '../../data/pipelines.ts';
import { fieldsOf, isSettings, type Settings, settingsAt } from '../../data/setting-fields.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { ModuleSettings } from './module-settings.tsx';
import { ScopesPanel } from './scopes-panel.tsx';
import { showFirstFault } from './show-first-fault.ts';
import { StepFrame } from './step-frame.tsx';
import { faultsBelow, type StepProps } from './steps.ts';
import { texts } from './texts.ts';

type Chosen = Readonly<Record<string, Settings>>;

/** What is read: modules with their options. The scopes beside it follow what is ticked. */
export function ModulesStep(props: StepProps) {
  const { data, error } = useCatalogue();
  const pipelines = usePipelines({});
  if (error !== null) return <ErrorNotice error={error} />;
  const entry = data?.items.find(({ name }) => name === props.integration.region);
  if (entry === undefined || (props.draft === undefined && pipelines.isLoading)) return <Skeleton height={420} />;
  return <Loaded {...props} entry={entry} taken={pipelines.items.map(({ name }) => name)} />;
}

interface LoadedProps extends StepProps {
  readonly entry: CatalogueEntry;
  /** Names of pipelines. */
  readonly taken: readonly string[];
}

function Loaded({ integration, draft, go, entry, taken }: LoadedProps) {
  const said = useTexts(texts);
  const [name, setName] = useState(() => draft?.name ?? freeName(integration.name, taken));
  const [tenantKey, setTenantKey] = useState(draft?.tenantKey ?? undefined);
  const [chosen, setChosen] = useState<Chosen>(() => modulesOf(draft?.modules ?? {}));
  /** Which have been changed since they were kept: what was said of them is old. */
  const [touched, setTouched] = useState<readonly string[]>(
    draft === undefined ? entry.modules.map((one) => one.name) : [],
  );
  const place = { id: integration.id, tenantKey };
  const { save, isPending, error, reset } = useKeeping({ integration, draft, go });
  const nothing = Object.keys(chosen).length === 0;
  return (
    <StepFrame
      aside={<ScopesPanel place={place} modules={entry.modules.filter((one) => one.name in chosen)} />}
      foot={
        <>
          <Button variant="default" onClick={() => go('app')}>
            {said.back}
          </Button>
          <Button
            loading={isPending}
            disabled={nothing || name.trim() === ''}
            onClick={() => save({ name: name.trim(), modules: chosen, tenantKey }, () => setTouched([]))}
          >
            {said.next}
          </Button>
        </>
      }
    >
      <Panel title={said.modulesTitle}>
        <div className={classes.form}>
          <TextInput
            label={said.pipelineName}
            value={name}
            error={fieldFaults(error).name}
            maxLength={100}
            onChange={(event) => {
              setName(event.currentTarget.value);
              reset();
            }}
          />
          {integration.kind === 'store_app' ? (
            <CompanyChoice id={integration.id} value={tenantKey} onChange={setTenantKey} />
          ) : null}
        </div>
      </Panel>
      {entry.modules.map((module) => (
        <ModuleCard
          key={module.name}
          {...{ entry, module, place }}
          value={chosen[module.name]}
          faults={touched.includes(module.name) ? undefined : faultsBelowModule(draft, module.name)}
          onChange={(value) => {
            setChosen((before) => withModule(before, module.name, value));
            setTouched((before) => [...before, module.name]);
          }}
        />
      ))}
      {error === null ? null : <ErrorNotice error={error} />}
    </StepFrame>
  );
}

interface Kept {
  readonly name: string;
  readonly modules: Chosen;
  readonly tenantKey: string | undefined;
}

/** Keeps the draft, and goes on where nothing is wrong with it; else its first fault comes into view. */
function useKeeping({ integration, draft, go }: StepProps) {
  const creating = useCreateDraft();
  const changing = useChangeDraft(draft);
  const saving = draft === undefined ? creating : changing;
  const keep = async ({ tenantKey, ...rest }: Kept, onKept: () => void): Promise<void> => {
    const body = { ...rest, ...(tenantKey === undefined ? {} : { tenantKey }) };
    const kept =
      draft === undefined
        ? await creating.mutateAsync({ ...body, integrationId: integration.id })
        : await changing.mutateAsync({ ...body, draft });
    onKept();
    const isRefused = await hasRefusedLook({ id: integration.id, tenantKey });
    const isFine = !isRefused && !kept.faults.some(({ path }) => path.startsWith('modules') || path === 'tenantKey');
    go(isFine ? 'destination' : 'modules', kept.id);
    if (isRefused) showFirstFault();
  };
  const { isPending, error, reset } = saving;
  const isKept = changing.isSuccess || creating.isSuccess;
  useEffect(() => {
    if (error !== null || (isKept && draft !== undefined && draft.faults.length > 0)) showFirstFault();
  }, [error, isKept, draft]);
  const save = (kept: Kept, onKept: () => void): void => void keep(kept, onKept).catch(() => undefined);
  return { save, isPending, error, reset };
}

const faultsBelowModule = (draft: StepProps['draft'], module: string) => (language: 'en' | 'zh') =>
  faultsBelow(draft, `modules.${module}`, language);

const modulesOf = (modules: Settings): Chosen =>
  Object.fromEntries(Object.entries(modules).filter((entry): entry is [string, Settings] => isSettings(entry[1])));

function withModule(chosen: Chosen, module: string, value: Settings | undefined): Chosen {
  const { [module]: _, ...others } = chosen;
  return value === undefined ? others : { ...others, [module]: value };
}

interface ModuleCardProps {
  readonly entry: CatalogueEntry;
  readonly module: CatalogueEntry['modules'][number];
  readonly place: { readonly id: string; readonly tenantKey: string | undefined };
  readonly value: Settings | undefined;
  readonly faults: ((language: 'en' | 'zh') => Readonly<Record<string, string>>) | undefined;
  readonly onChange: (value: Settings | undefined) => void;
}

function ModuleCard({ entry, module, place, value, faults, onChange }: ModuleCardProps) {
  const language = useLanguage();
  const { name, title } = module;
  const schema = settingsAt(settingsAt(entry.schemas.modules, 'properties'), name);
  return (
    <Panel
      title={
        <Checkbox
          label={title[language]}
          checked={value !== undefined}
          onChange={(event) => onChange(event.currentTarget.checked ? {} : undefined)}
        />
      }
    >
      {value === undefined ? (
        <p className={classes.note}>{String(schema.description ?? '')}</p>
      ) : (
        <ModuleSettings
          module={name}
          fields={fieldsOf(schema)}
          place={place}
          value={value}
          faults={faults?.(language) ?? {}}
          onChange={onChange}
        />
      )}
    </Panel>
  );
}

interface CompanyChoiceProps {
  readonly id: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** Of an app of the store: whose data. */
function CompanyChoice({ id, value, onChange }: CompanyChoiceProps) {
  const said = useTexts(texts);
  const { items, isLoading } = useInstallations({ integrationId: id });
  const companies = items.filter(({ state }) => state !== 'uninstalled');
  if (!isLoading && companies.length === 0) return <Notice tone="warn">{said.noCompany}</Notice>;
  return (
    <Select
      label={said.company}
      data={companies.map(({ tenantKey, tenantName }) => ({ value: tenantKey, label: tenantName ?? tenantKey }))}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}
