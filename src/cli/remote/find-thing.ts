import type { Client } from '../../client/client-types.ts';
import { ConfigError } from '../../model/errors.ts';
import { listOf, type Message } from '../../model/message.ts';
import { nearestName } from '../../util/nearest-name.ts';
import { usageError } from '../usage-error.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Kind {
  readonly name: Message;
  /** What an id of it looks like. */
  readonly id: RegExp;
  all(client: Client, query: { readonly search?: string }, signal: AbortSignal): AsyncIterable<Named>;
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

/** The id of a pipeline, by it or by its name as people see it. @throws ConfigError `config.usage.invalid` */
export async function findPipeline(client: Client, signal: AbortSignal, given: string | undefined): Promise<string> {
  if (given !== undefined) return await find(pipeline, client, signal, given);
  throw usageError({ en: 'The argument <pipeline> is missing', zh: '缺少参数 <管道>' }, 'larkstream pipelines');
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

/** The names of pipelines by their ids; only as many lists are read as are needed. */
export async function namesOfPipelines(
  client: Client,
  signal: AbortSignal,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(ids);
  const names = new Map<string, string>();
  if (wanted.size === 0) return names;
  for await (const { id, name } of client.all('GET /pipelines', { query: { limit: 200 }, signal })) {
    if (wanted.delete(id)) names.set(id, name);
    if (wanted.size === 0) break;
  }
  return names;
}
