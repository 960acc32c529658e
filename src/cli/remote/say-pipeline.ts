import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Context } from '../context.ts';
import { dueOf, scheduleOf } from './remote-words.ts';

interface Said {
  readonly signal: AbortSignal;
  readonly context: Context;
}

/** A pipeline in words: what it reads to where, when, and what keeps it from running. */
export async function sayPipeline(
  client: Client,
  pipeline: ApiSchemas['CheckedPipeline'],
  { signal, context }: Said,
): Promise<void> {
  const { texts, style, say, emit, isJson, isQuiet } = context;
  emit({ event: 'remote_pipeline', pipeline: { ...pipeline } });
  if (isJson || isQuiet) return;
  const { remote, language, colon } = texts;
  const fact = (name: string, value: string): void => say(`  ${style.dim(`${name}${colon}`)}${value}`);
  const { integration, destination } = await endsOf(client, pipeline, signal);
  say(style.bold(pipeline.name));
  fact('ID', pipeline.id);
  fact(remote.state, remote.pipelineStates[pipeline.state]);
  if (pipeline.pausedBy !== null) fact(remote.pausedBy, pipeline.pausedBy);
  if (pipeline.pausedWhy !== null) fact(remote.why, pipeline.pausedWhy[language]);
  fact(remote.kinds.integration, integration);
  if (pipeline.tenantKey !== null) fact(remote.tenant, pipeline.tenantKey);
  fact(remote.kinds.destination, destination);
  fact(remote.modules, Object.keys(pipeline.modules).join(', ') || '–');
  fact(remote.schedule, scheduleOf(pipeline.schedule, remote));
  fact(`${remote.due} (UTC)`, dueOf(pipeline));
  for (const { path, message } of pipeline.faults) say(`  ${style.yellow('!')} ${path}${colon}${message[language]}`);
}

/** Both ends as people know them. */
async function endsOf(
  client: Client,
  { integrationId, destinationId }: ApiSchemas['CheckedPipeline'],
  signal: AbortSignal,
): Promise<{ readonly integration: string; readonly destination: string }> {
  const integration = await client.call('GET /integrations/{id}', { params: { id: integrationId }, signal });
  const named = ({ name, id }: { readonly name: string; readonly id: string }): string => `${name} (${id})`;
  if (destinationId === null) return { integration: named(integration), destination: '–' };
  const destination = await client.call('GET /destinations/{id}', { params: { id: destinationId }, signal });
  return { integration: named(integration), destination: named(destination) };
}
