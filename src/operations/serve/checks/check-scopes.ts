import { grantedScopes } from '../../../feeds/granted-scopes.ts';
import { loadFeeds } from '../../../feeds/load-feeds.ts';
import type { Module } from '../../../feeds/module.ts';
import { modules as everyModule } from '../../../feeds/registry.ts';
import type { ModuleScopes, ScopeNeed } from '../../../feeds/scopes.ts';
import { emptyColumns, missingScope, unmetScopes } from '../../../feeds/unmet-scopes.ts';
import { LarkstreamError } from '../../../model/errors.ts';
import type { CheckLine } from '../../../model/service/check-report.ts';
import type { OpenPlatformClient } from '../../../open-platform/open-platform-client.ts';
import { plural } from '../../../util/plural.ts';
import type { CheckContext } from './check-context.ts';
import { type Check, errorLine, lineOf } from './check-line.ts';

export const scopesCheck: Check = { name: 'scopes', title: { en: 'Scopes', zh: '权限' } };

/** What is granted against what the pipelines' modules need; without a pipeline, which modules could be read. */
export async function* checkScopes(context: CheckContext, client: OpenPlatformClient): AsyncGenerator<CheckLine> {
  const { modules, signal } = context;
  const granted = await grantedScopes({ client, signal });
  if (granted instanceof LarkstreamError) {
    yield errorLine(scopesCheck, granted, 'warning');
    return;
  }
  yield lineOf(scopesCheck, 'ok', {
    en: `${plural(granted.size, 'scope')} ${granted.size === 1 ? 'is' : 'are'} granted`,
    zh: `已开通 ${granted.size} 项权限`,
  });
  if (modules.length === 0) {
    for (const module of everyModule) yield outlook(module, unmetScopes(module.scopes, granted), client);
    return;
  }
  for (const [name, needs] of await neededScopes(modules)) {
    const module = everyModule.find((one) => one.name === name);
    if (module !== undefined) yield* moduleLines(module, unmetScopes(needs, granted), client);
  }
}

/** By module, what the pipelines need of it together. */
async function neededScopes(modules: CheckContext['modules']): Promise<ReadonlyMap<string, ModuleScopes>> {
  const needs = new Map<string, ModuleScopes>();
  for (const settings of modules) {
    for (const { module, scopes } of (await loadFeeds(settings))()) {
      const known = needs.get(module);
      needs.set(module, {
        calls: distinct([...(known?.calls ?? []), ...scopes.calls]),
        columns: distinct([...(known?.columns ?? []), ...scopes.columns]),
      });
    }
  }
  return needs;
}

function distinct(needs: readonly ScopeNeed[]): readonly ScopeNeed[] {
  return [...new Map(needs.map((need) => [need.anyOf.join(), need])).values()];
}

function* moduleLines(
  module: Module,
  { calls, columns }: ModuleScopes,
  client: OpenPlatformClient,
): Generator<CheckLine> {
  for (const need of calls) {
    const [scope = ''] = need.anyOf;
    const { en, zh } = titleOf(module);
    const title = { en: `${en}: ${scope}`, zh: `${zh}：${scope}` };
    yield errorLine({ name: `scopes.${module.name}.${scope}`, title }, missingScope(need, client));
  }
  if (columns.length > 0) {
    const { message, url } = emptyColumns(columns, client);
    const title = { en: `Columns of ${module.title.en}`, zh: `${module.title.zh}的列` };
    yield lineOf({ name: `scopes.${module.name}.columns`, title }, 'warning', message, { url });
  }
  if (calls.length + columns.length > 0) return;
  yield lineOf({ name: `scopes.${module.name}`, title: titleOf(module) }, 'ok', {
    en: 'All scopes are granted',
    zh: '所需权限均已开通',
  });
}

/** Before there is a pipeline nothing is missing: it only says what would be. */
function outlook(module: Module, { calls }: ModuleScopes, client: OpenPlatformClient): CheckLine {
  const check = { name: `scopes.${module.name}`, title: titleOf(module) };
  const needed = calls.filter(({ condition }) => condition?.isUsual !== false);
  const [first] = needed;
  if (first === undefined) return lineOf(check, 'ok', { en: 'All scopes are granted', zh: '所需权限均已开通' });
  const { texts, details } = missingScope(first, client);
  const scopes = needed.map(({ anyOf }) => anyOf[0] ?? '');
  const message = {
    en: `A pipeline of ${module.title.en} needs ${scopes.join(', ')}`,
    zh: `${module.title.zh}的管道需要权限 ${scopes.join('、')}`,
  };
  return lineOf(check, 'warning', message, { cure: texts.cure, url: String(details.url) });
}

function titleOf({ title }: Module): CheckLine['title'] {
  return { en: `Scopes of ${title.en}`, zh: `${title.zh}的权限` };
}
