import { triggerOfConsumer } from '../../../../src/model/triggers/trigger-consumer.ts';
import type { EventTrace } from '../../data/events.ts';

/** A consumer as people know it, and the place where it is seen. */
export interface KnownConsumer {
  readonly name: string;
  readonly to: string | undefined;
}

/** A pipeline or a trigger by its name; what is gone has that of the consumer. */
export function consumerOf({ consumers, decisions }: EventTrace, consumer: string): KnownConsumer {
  const pipeline = consumers.find((one) => one.consumer === consumer)?.pipeline ?? null;
  if (pipeline !== null) return { name: pipeline.name, to: `/pipelines/${pipeline.id}` };
  const triggerId = triggerOfConsumer(consumer);
  if (triggerId === undefined) return { name: consumer, to: undefined };
  const tried = decisions.flatMap((one) => one.tried).find((one) => one.triggerId === triggerId);
  return { name: tried?.triggerName ?? triggerId, to: `/triggers/${triggerId}` };
}
