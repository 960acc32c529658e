import { triggerOfConsumer } from '../../../../src/model/triggers/trigger-consumer.ts';
import type { EventTrace } from '../../data/events.ts';

/** A consumer as people know it, and the place where it is seen. */
export interface KnownConsumer {
  readonly name: string;
  readonly to: string | undefined;
}

/** A pipeline or a trigger by its name; what is gone has that of the consumer. */
export function consumerOf({ consumers }: EventTrace, consumer: string): KnownConsumer {
  const { pipeline = null, trigger = null } = consumers.find((one) => one.consumer === consumer) ?? {};
  if (pipeline !== null) return { name: pipeline.name, to: `/pipelines/${pipeline.id}` };
  if (trigger !== null) return { name: trigger.name, to: `/triggers/${trigger.id}` };
  return { name: triggerOfConsumer(consumer) ?? consumer, to: undefined };
}
