const prefix = 'pipeline ';

/** The consumer by which a live pipeline gets events: each has its own deliveries. */
export function pipelineConsumer(pipelineId: string): string {
  return `${prefix}${pipelineId}`;
}

/** Undefined for a consumer that is none of a pipeline. */
export function pipelineOfConsumer(consumer: string): string | undefined {
  return consumer.startsWith(prefix) ? consumer.slice(prefix.length) : undefined;
}
