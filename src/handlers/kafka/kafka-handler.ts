import type { Handler, HandlerRequest, HandlerTools } from '../../model/triggers/handler.ts';
import { firstThatWorks } from '../first-that-works.ts';
import { explained, failed } from '../refusals.ts';
import { type SinkParts, type SinkServer, sinkMessage } from '../sink-parts.ts';
import { type KafkaAccess, KafkaConnection, type TopicMap } from './kafka-connection.ts';
import { assertDone } from './kafka-errors.ts';
import { partitionOf, recordBatch } from './record-batch.ts';

/** A topic of Kafka. */
export interface KafkaHandlerOptions extends KafkaAccess {
  /** Tried in turn for where the topic is. */
  readonly brokers: readonly SinkServer[];
  readonly topic: string;
  readonly wholeMs?: number;
}

const usualWholeMs = 30_000;

/**
 * Publishes each turn to its topic, and is done when all replicas that are in step have it: at least once. What has an order has it as its key, so it
 * keeps to one partition; the header `id` is the same with every try. Says nothing, so nobody is answered.
 */
export function createKafkaHandler(options: KafkaHandlerOptions, parts: SinkParts): Handler {
  const { brokers, topic, wholeMs = usualWholeMs } = options;
  async function* handle(request: HandlerRequest, { signal }: HandlerTools): AsyncGenerator<never, void, void> {
    const { id, type, orderKey, body } = sinkMessage(request);
    const headers = { id, type, 'content-type': 'application/json' };
    const batch = recordBatch({ key: orderKey, value: body, headers, timestamp: parts.now() });
    const open = (server: SinkServer): Promise<KafkaConnection> =>
      KafkaConnection.open(server, options, { ...parts, signal, wholeMs });
    const map = await firstThatWorks(brokers, async (server) => {
      const connection = await open(server);
      try {
        return await connection.topic(topic);
      } finally {
        connection.close();
      }
    });
    const { partition, leader } = placeOf(map, orderKey ?? id, topic);
    try {
      const connection = await open(leader);
      try {
        await connection.produce(topic, partition, batch, wholeMs);
      } finally {
        connection.close();
      }
    } catch (thrown) {
      throw explained(thrown);
    }
  }
  return { handle };
}

function placeOf(
  { brokers, partitions }: TopicMap,
  key: string,
  topic: string,
): { readonly partition: number; readonly leader: SinkServer } {
  if (partitions.length === 0)
    throw failed({ en: `The topic ${topic} has no partitions yet`, zh: `主题 ${topic} 尚无分区` });
  const wanted = partitionOf(key, partitions.length);
  const found = partitions.find(({ index }) => index === wanted);
  assertDone(found?.error ?? 3, `${topic}/${wanted}`);
  const leader = brokers.get(found?.leader ?? -1);
  if (leader === undefined)
    throw failed({
      en: `Nobody leads partition ${wanted} of ${topic}`,
      zh: `主题 ${topic} 的分区 ${wanted} 没有领导者`,
    });
  return { partition: wanted, leader };
}
