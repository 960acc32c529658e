/** The consumer by which a live pipeline gets events: each has its own deliveries. To be unregistered when the pipeline is deleted. */
export function pipelineConsumer(pipelineId: string): string {
  return `pipeline ${pipelineId}`;
}
