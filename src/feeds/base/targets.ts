import { ConfigError, type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { wikiEndpoints } from '../../open-platform/endpoints/wiki.ts';
import { readObject, readText } from '../../util/json.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { type BaseConfig, feed, type TableReference } from './config.ts';
import { parseBaseLink, splitEmbedded } from './links.ts';

/** One Base to read. Without `everyTable` only the named ones; the value is the view that a table is read through. */
export interface BaseTarget {
  readonly appToken: string;
  readonly everyTable: boolean;
  readonly tables: ReadonlyMap<string, string | undefined>;
  /** Tables that are read by a view, though they are named whole, or by another view, as well. */
  readonly doubled: ReadonlySet<string>;
}

/** A link that fails does not keep the other Bases from being read. */
export interface Targets {
  readonly bases: readonly BaseTarget[];
  /** Links that could not be resolved, with the reason. */
  readonly failed: readonly { readonly link: string; readonly error: LarkstreamError }[];
}

/** Source: wiki-v2/space-node/get_node; a node's own token used as `app_token` is refused with 91402. */
async function resolveNode(nodeToken: string, { client, signal }: FeedContext): Promise<string> {
  const data = await client.call(wikiEndpoints.getNode, { query: { token: nodeToken }, signal, feed });
  const node = readObject(data, 'node');
  const appToken = readText(node, 'obj_token');
  const type = readText(node, 'obj_type');
  if (type !== 'bitable' || appToken === null) {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: `modules.base.tables: the wiki page ${nodeToken} holds a ${type ?? 'document'}, not a Base`,
        zh: `modules.base.tables：知识库页面 ${nodeToken} 是 ${type ?? '文档'}，不是多维表格`,
      },
      cure: {
        en: 'Link a wiki page that is itself a Base, or open the Base on its own and copy its /base/ link.',
        zh: '请链接本身就是多维表格的知识库页面，或单独打开多维表格并复制 /base/ 链接。',
      },
    });
  }
  return appToken;
}

interface Named {
  everyTable: boolean;
  /** Under undefined, the table is named whole. */
  readonly views: Map<string, Set<string | undefined>>;
}

function group(references: readonly TableReference[]): BaseTarget[] {
  const bases = new Map<string, Named>();
  for (const { appToken, tableId, viewId } of references.map(splitEmbedded)) {
    const base = bases.get(appToken) ?? { everyTable: false, views: new Map() };
    bases.set(appToken, base);
    if (tableId === undefined) base.everyTable = true;
    else base.views.set(tableId, new Set([...(base.views.get(tableId) ?? []), viewId]));
  }
  return [...bases].map(([appToken, { everyTable, views }]) => ({
    appToken,
    everyTable,
    tables: new Map([...views].map(([tableId, named]) => [tableId, viewOf(named)])),
    doubled: new Set([...views].filter(([, named]) => isDoubled(named, everyTable)).map(([tableId]) => tableId)),
  }));
}

/** The one that is named last. */
function viewOf(named: ReadonlySet<string | undefined>): string | undefined {
  return [...named].findLast((viewId) => viewId !== undefined);
}

function isDoubled(named: ReadonlySet<string | undefined>, everyTable: boolean): boolean {
  return viewOf(named) !== undefined && (everyTable || named.size > 1);
}

/** The Bases of the configuration, each once, whatever the number of references to it. Resolves each wiki page once. */
export async function resolveTargets(config: BaseConfig, context: FeedContext): Promise<Targets> {
  const references: TableReference[] = [];
  const failed: { link: string; error: LarkstreamError }[] = [];
  const nodes = new Map<string, Promise<string>>();
  for (const entry of config.tables) {
    if (!('url' in entry)) {
      references.push(entry);
      continue;
    }
    try {
      const link = parseBaseLink(entry.url);
      if (link.kind === 'base') {
        references.push(link.reference);
        continue;
      }
      const { kind: _kind, nodeToken, ...rest } = link;
      const resolved = nodes.get(nodeToken) ?? resolveNode(nodeToken, context);
      nodes.set(nodeToken, resolved);
      references.push({ appToken: await resolved, ...rest });
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (isFatal(error)) throw error;
      failed.push({ link: entry.url, error });
    }
  }
  return { bases: group(references), failed };
}
