import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import { ConfigError } from '../../model/errors.ts';
import { listOf } from '../../model/message.ts';
import { pipelineConsumer, pipelineOfConsumer } from '../../model/service/pipeline-consumer.ts';
import type { Context } from '../context.ts';
import { findPipeline, namesOf } from './find-thing.ts';

/** Gives a consumer as people know it. */
export type ConsumerNames = (consumer: string) => string;

const named = (names: ReadonlyMap<string, string>, { texts }: Context): ConsumerNames => {
  return (consumer) => {
    const id = pipelineOfConsumer(consumer);
    return id === undefined ? consumer : `${texts.remote.pipeline} ${names.get(id) ?? id}`;
  };
};

/** Pipelines by their names; another consumer, and one whose pipeline is gone, as it is called. */
export async function namesOfConsumers(
  client: Client,
  signal: AbortSignal,
  found: readonly ApiSchemas['Event'][],
  context: Context,
): Promise<ConsumerNames> {
  const consumers = found.flatMap(({ deliveries }) => deliveries.map(({ consumer }) => consumer));
  const ids = consumers.flatMap((consumer) => pipelineOfConsumer(consumer) ?? []);
  return named(await namesOf('pipeline', client, signal, ids), context);
}

/** The same of one event, whose trace names them already. */
export function namesInTrace({ consumers }: ApiSchemas['EventTrace'], context: Context): ConsumerNames {
  const pipelines = consumers.flatMap(({ pipeline }) => pipeline ?? []);
  return named(new Map(pipelines.map(({ id, name }) => [id, name])), context);
}

/** The consumer that is meant: that of a pipeline may be given as lists show it, by the name of the pipeline. @throws ConfigError `config.usage.invalid` */
export async function consumerOf(client: Client, signal: AbortSignal, given: string): Promise<string> {
  const name = /^(?:pipeline|管道) (.+)$/s.exec(given)?.[1];
  return name === undefined ? given : pipelineConsumer(await findPipeline(client, signal, name));
}

/** That events were named of which nothing can be replayed. */
export function nobodyHas(ids: readonly string[]): ConfigError {
  return new ConfigError({
    code: 'events.delivery.missing',
    message: {
      en: `No consumer has the event ${listOf(ids, 'en')}; nothing was changed`,
      zh: `没有消费者接收事件 ${listOf(ids, 'zh')}；未作任何更改`,
    },
    cure: {
      en: 'Name events that a consumer has: `larkstream events` shows it for each.',
      zh: '请指定有消费者的事件：`larkstream events` 会列出各事件的消费者。',
    },
    details: { ids: [...ids] },
  });
}
