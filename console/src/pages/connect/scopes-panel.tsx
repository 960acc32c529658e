import { Button } from '@mantine/core';
import type { CatalogueModule } from '../../data/catalogue.ts';
import { type LookPlace, useScopes } from '../../data/looks.ts';
import { Breakable } from '../../parts/breakable.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { OutsideLink } from '../../parts/outside-link.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { texts } from './texts.ts';

type Need = CatalogueModule['scopes'][number];

interface ScopesPanelProps {
  readonly place: LookPlace;
  /** Those that are ticked. */
  readonly modules: readonly CatalogueModule[];
}

/** The platform's list leaves out the prefix of some. */
const has = (granted: readonly string[], scope: string): boolean =>
  granted.includes(scope) || granted.includes(scope.slice(scope.indexOf(':') + 1));

/** The one to grant: that which allows reading only, where there is one. */
const recommended = (anyOf: readonly string[]): string =>
  anyOf.find((scope) => /:(read|readonly|retrieve)$/.test(scope)) ?? anyOf[0] ?? '';

/** Which scopes the ticked modules need, which of them are granted, and where the others are. */
export function ScopesPanel({ place, modules }: ScopesPanelProps) {
  const said = useTexts(texts);
  const { data, error, isFetching, refetch } = useScopes(place);
  const needs = needsOf(modules);
  const granted = data?.granted;
  const told = needs.map((need) => {
    const met = granted === undefined ? undefined : need.anyOf.find((scope) => has(granted, scope));
    return { need, scope: met ?? recommended(need.anyOf), isMet: met !== undefined };
  });
  // One scope may be enough for several needs; the first need counts, which is that of calls.
  const rows = told.filter(({ scope }, at) => told.findIndex((other) => other.scope === scope) === at);
  const missing = rows.filter(({ isMet }) => !isMet).map(({ scope }) => scope);
  const met = rows.filter(({ isMet }) => isMet).length;
  return (
    <Panel title={said.scopes} aside={granted === undefined ? undefined : said.scopesMet(met, rows.length)}>
      <div className={classes.form}>
        {error === null ? null : <ErrorNotice error={error} />}
        {needs.length === 0 ? <p className={classes.note}>{said.noScopes}</p> : null}
        <ul className={classes.scopes}>
          {rows.map(({ need, scope, isMet }) => (
            <ScopeRow key={scope} {...{ need, scope, isMet }} isKnown={granted !== undefined} />
          ))}
        </ul>
        {missing.length === 0 ? null : (
          <div className={classes.line}>
            <CopyButton size="compact-sm" text={missing.join('\n')} label={said.copyScopes(missing.length)} />
            {data === undefined ? null : (
              <OutsideLink to={`${data.consoleUrl}/auth?q=${missing.join(',')}&op_from=openapi&token_type=tenant`}>
                {said.grant}
              </OutsideLink>
            )}
          </div>
        )}
        {missing.length === 0 ? null : <p className={classes.note}>{said.publish}</p>}
        <div>
          <Button size="compact-sm" variant="default" loading={isFetching} onClick={() => void refetch()}>
            {said.lookAgain}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

/** Each once, whichever modules need it; a call counts more than a column. */
function needsOf(modules: readonly CatalogueModule[]): readonly Need[] {
  const needs = new Map<string, Need>();
  for (const need of modules.flatMap(({ scopes }) => scopes)) {
    const key = need.anyOf.join();
    if (needs.get(key)?.for !== 'calls') needs.set(key, need);
  }
  return [...needs.values()].sort((one, other) => one.for.localeCompare(other.for));
}

interface ScopeRowProps {
  readonly need: Need;
  readonly scope: string;
  readonly isMet: boolean;
  /** Whether the platform has told which are granted. */
  readonly isKnown: boolean;
}

function ScopeRow({ need, scope, isMet, isKnown }: ScopeRowProps) {
  const said = useTexts(texts);
  const language = useLanguage();
  const isColumn = need.for === 'columns';
  const [icon, tone, word] = !isKnown
    ? (['never', classes.idle, ''] as const)
    : isMet
      ? (['ok', classes.ok, said.granted] as const)
      : isColumn
        ? (['warn', classes.warn, said.columnsEmpty] as const)
        : (['bad', classes.bad, said.missing] as const);
  return (
    <li title={need.opens[language]}>
      <Icon name={icon} className={tone} />
      <span>
        <code>
          <Breakable name={scope} />
        </code>{' '}
        {word}
      </span>
    </li>
  );
}
