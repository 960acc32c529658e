import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import { ConfigError } from '../../model/errors.ts';
import { listOf } from '../../model/message.ts';
import { pipelineConsumer, pipelineOfConsumer } from '../../model/service/pipeline-consumer.ts';
import { triggerConsumer, triggerOfConsumer } from '../../model/triggers/trigger-consumer.ts';
import type { Context } from '../context.ts';
import { findPipeline, findTrigger, namesOf } from './find-thing.ts';

/** Gives a consumer as people know it. */
export type ConsumerNames = (consumer: string) => string;

const named = (names: ReadonlyMap<string, string>, { texts }: Context): ConsumerNames => {
  return (consumer) => {
    const pipeline = pipelineOfConsumer(consumer);
    if (pipeline !== undefined) return `${texts.remote.pipeline} ${names.get(pipeline) ?? pipeline}`;
    const trigger = triggerOfConsumer(consumer);
    return trigger === undefined ? consumer : `${texts.bots.trigger} ${names.get(trigger) ?? trigger}`;
  };
};

/** Pipelines and triggers by their names; another consumer, and one whose thing is gone, as it is called. */
export async function namesOfConsumers(
  client: Client,
  signal: AbortSignal,
  found: readonly ApiSchemas['Event'][],
  context: Context,
): Promise<ConsumerNames> {
  const consumers = found.flatMap(({ deliveries }) => deliveries.map(({ consumer }) => consumer));
  const pipelines = consumers.flatMap((consumer) => pipelineOfConsumer(consumer) ?? []);
  const triggers = consumers.flatMap((consumer) => triggerOfConsumer(consumer) ?? []);
  const names = [
    ...(await namesOf('pipeline', client, signal, pipelines)),
    ...(await namesOf('trigger', client, signal, triggers)),
  ];
  return named(new Map(names), context);
}

/** The same of one event, whose trace names them already. */
export function namesInTrace({ consumers }: ApiSchemas['EventTrace'], context: Context): ConsumerNames {
  const things = consumers.flatMap(({ pipeline, trigger }) => pipeline ?? trigger ?? []);
  return named(new Map(things.map(({ id, name }) => [id, name])), context);
}

/** The consumer that is meant: that of a pipeline or a trigger may be given as lists show it, by its name. @throws ConfigError `config.usage.invalid` */
export async function consumerOf(client: Client, signal: AbortSignal, given: string): Promise<string> {
  const pipeline = /^(?:pipeline|管道) (.+)$/s.exec(given)?.[1];
  if (pipeline !== undefined) return pipelineConsumer(await findPipeline(client, signal, pipeline));
  const trigger = /^(?:trigger|触发器) (.+)$/s.exec(given)?.[1];
  return trigger === undefined ? given : triggerConsumer(await findTrigger(client, signal, trigger));
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
