import type { Client } from '../../client/client-types.ts';
import { ConfigError } from '../../model/errors.ts';
import { listOf, type Message } from '../../model/message.ts';
import { nearestName } from '../../util/nearest-name.ts';
import { usageError } from '../usage-error.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Query {
  readonly search?: string;
  readonly limit?: number;
}

interface Kind {
  readonly name: Message;
  /** What an id of it looks like. */
  readonly id: RegExp;
  all(client: Client, query: Query, signal: AbortSignal): AsyncIterable<Named>;
  cure(names: readonly string[]): Message;
}

/** Among so many the name is looked for that was meant, and so many are named. */
const mostCompared = 1_000;
const mostNamed = 10;

const pipeline: Kind = {
  name: { en: 'pipeline', zh: '管道' },
  id: /^pl_[0-9a-z]+$/,
  all: (client, query, signal) => client.all('GET /pipelines', { query, signal }),
  cure: () => ({ en: '`larkstream pipelines` lists them.', zh: '`larkstream pipelines` 会列出全部管道。' }),
};

const integration: Kind = {
  name: { en: 'integration', zh: '集成' },
  id: /^in_[0-9a-z]+$/,
  all: (client, query, signal) => client.all('GET /integrations', { query, signal }),
  cure: (names) =>
    names.length === 0
      ? { en: 'The service has no integrations yet.', zh: '服务中还没有集成。' }
      : {
          en: `The service has ${listOf(names.slice(0, mostNamed), 'en')}.`,
          zh: `服务中有：${listOf(names.slice(0, mostNamed), 'zh')}。`,
        },
};

const trigger: Kind = {
  name: { en: 'trigger', zh: '触发器' },
  id: /^tr_[0-9a-z]+$/,
  all: (client, query, signal) => client.all('GET /triggers', { query, signal }),
  cure: () => ({ en: '`larkstream triggers` lists them.', zh: '`larkstream triggers` 会列出全部触发器。' }),
};

const handler: Kind = {
  name: { en: 'handler', zh: '处理程序' },
  id: /^hd_[0-9a-z]+$/,
  all: (client, query, signal) => client.all('GET /handlers', { query, signal }),
  cure: () => ({ en: '`larkstream handlers` lists them.', zh: '`larkstream handlers` 会列出全部处理程序。' }),
};

/** What has a name by which people know it. */
type KindName = 'pipeline' | 'integration' | 'trigger' | 'handler';

const kinds: Readonly<Record<KindName, Kind>> = { pipeline, integration, trigger, handler };

/** The id of a pipeline, by it or by its name as people see it. @throws ConfigError `config.usage.invalid` */
export async function findPipeline(client: Client, signal: AbortSignal, given: string | undefined): Promise<string> {
  if (given !== undefined) return await find(pipeline, client, signal, given);
  throw usageError({ en: 'The argument <pipeline> is missing', zh: '缺少参数 <管道>' }, 'larkstream pipelines');
}

/** The id of a trigger, by it or by its name as people see it. @throws ConfigError `config.usage.invalid` */
export async function findTrigger(client: Client, signal: AbortSignal, given: string | undefined): Promise<string> {
  if (given !== undefined) return await find(trigger, client, signal, given);
  throw usageError({ en: 'The argument <name> is missing', zh: '缺少参数 <名称>' }, 'larkstream triggers');
}

/** The id of a handler, by it or by its name as people see it. @throws ConfigError `config.usage.invalid` */
export async function findHandler(client: Client, signal: AbortSignal, given: string | undefined): Promise<string> {
  if (given !== undefined) return await find(handler, client, signal, given);
  throw usageError({ en: 'The argument <handler> is missing', zh: '缺少参数 <处理程序>' }, 'larkstream handlers');
}

/** The id of an integration, by it or by its name as people see it. @throws ConfigError `config.usage.invalid` */
export async function findIntegration(client: Client, signal: AbortSignal, given: string): Promise<string> {
  return await find(integration, client, signal, given);
}

async function find(kind: Kind, client: Client, signal: AbortSignal, given: string): Promise<string> {
  if (kind.id.test(given)) return given;
  for await (const { id, name } of kind.all(client, { search: given }, signal)) if (name === given) return id;
  const names: string[] = [];
  for await (const { name } of kind.all(client, {}, signal)) if (names.push(name) >= mostCompared) break;
  const near = nearestName(given, names);
  throw new ConfigError({
    code: 'config.usage.invalid',
    message: {
      en: `There is no ${kind.name.en} “${given}”${near === undefined ? '' : `; did you mean “${near}”?`}`,
      zh: `没有${kind.name.zh}“${given}”${near === undefined ? '' : `；是否想输入“${near}”？`}`,
    },
    cure: kind.cure(names),
  });
}

/** The names of things of a kind by their ids; only as many lists are read as are needed. */
export async function namesOf(
  kind: KindName,
  client: Client,
  signal: AbortSignal,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(ids);
  const names = new Map<string, string>();
  if (wanted.size === 0) return names;
  for await (const { id, name } of kinds[kind].all(client, { limit: 200 }, signal)) {
    if (wanted.delete(id)) names.set(id, name);
    if (wanted.size === 0) break;
  }
  return names;
}
