import type { Message } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { makeDestination } from '../destinations/make-destination.ts';
import { makeIntegration } from '../integrations/make-integration.ts';
import type { ControlParts } from '../parts.ts';
import { makePipeline } from '../pipelines/make-pipeline.ts';
import { importConfig } from './import-config.ts';

interface ImportRequest {
  /** Of all three things that are made. */
  readonly name: string;
  /** A `larkstream.yaml` as it is. */
  readonly text: string;
  /** What its `${NAME}` stand for. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What was made of a file, and what of it was left out. */
export interface ImportedPipeline {
  readonly integrationId: string;
  readonly destinationId: string;
  readonly pipelineId: string;
  readonly remarks: readonly Message[];
}

/**
 * Makes an integration, a destination and a draft of a pipeline of a file of the command line: all of them, or none.
 * @throws ConfigError `config.file.malformed`, `config.variable.missing`, `config.setting.invalid`, `api.input.invalid`, `api.name.taken`
 */
export async function importPipeline(
  parts: ControlParts,
  caller: Caller,
  { name, text, variables }: ImportRequest,
): Promise<ImportedPipeline> {
  const imported = importConfig({ text, variables, filesRoot: parts.resources.filesRoot });
  const integrationId = parts.newId('in');
  const destinationId = parts.newId('dest');
  const pipelineId = parts.newId('pl');
  const detail = { name, integrationId, destinationId };
  const note = { action: 'pipeline.from-file', kind: 'pipeline', id: pipelineId, sign: 'created', detail } as const;
  await change(parts, caller, note, async (tables) => {
    const { integration, integrationSecrets: secrets, destination, destinationSecrets, pipeline } = imported;
    await makeIntegration(parts, tables, integrationId, { ...integration, name, secrets });
    await makeDestination(parts, tables, destinationId, { ...destination, name, secrets: destinationSecrets });
    const schedule = { kind: 'manual' } as const;
    await makePipeline(parts, tables, pipelineId, { ...pipeline, name, integrationId, destinationId, schedule });
  });
  return { integrationId, destinationId, pipelineId, remarks: imported.remarks };
}
