import type {
  ChannelDocument,
  DestinationDocument,
  IntegrationDocument,
  PipelineDocument,
  ThingDocument,
} from '../../config/thing-documents.ts';
import type { AlertChannel } from '../../model/service/alert.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import type { Integration } from '../../model/service/integration.ts';
import { eachOf } from '../../model/service/page.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';
import { type SecretStates, withSecretStates } from '../secret-states.ts';
import { handlerDocument, type PresentTrigger, presentTriggers, triggerDocument } from './bot-documents.ts';
import { placeholders } from './placeholders.ts';

/** All things that files can say, as they are now. */
export interface PresentThings {
  readonly integrations: readonly (Integration & { readonly secrets: SecretStates })[];
  readonly destinations: readonly (ServiceDestination & { readonly secrets: SecretStates })[];
  readonly pipelines: readonly Pipeline[];
  readonly handlers: readonly (ServiceHandler & { readonly secrets: SecretStates })[];
  /** Those of one integration in their order. */
  readonly triggers: readonly PresentTrigger[];
  readonly channels: readonly (AlertChannel & { readonly secrets: SecretStates })[];
}

/** Reads them all. */
export async function presentThings(
  tables: Pick<
    ServiceTables,
    | 'integrations'
    | 'destinations'
    | 'pipelines'
    | 'handlers'
    | 'triggers'
    | 'triggerVersions'
    | 'alertChannels'
    | 'secrets'
  >,
): Promise<PresentThings> {
  const integrations = await Array.fromAsync(eachOf((request) => tables.integrations.page(request, {})));
  const destinations = await Array.fromAsync(eachOf((request) => tables.destinations.page(request, {})));
  const handlers = await Array.fromAsync(eachOf((request) => tables.handlers.page(request, {})));
  const channels = await Array.fromAsync(eachOf((request) => tables.alertChannels.page(request, {})));
  return {
    integrations: await withSecretStates(tables.secrets, 'integration', integrations),
    destinations: await withSecretStates(tables.secrets, 'destination', destinations),
    pipelines: await Array.fromAsync(eachOf((request) => tables.pipelines.page(request, {}))),
    handlers: await withSecretStates(tables.secrets, 'handler', handlers),
    triggers: await presentTriggers(tables, integrations),
    channels: await withSecretStates(tables.secrets, 'alert_channel', channels),
  };
}

/** An integration as its file says it. */
export function integrationDocument(
  from: PresentThings['integrations'][number],
  taken: Set<string> = new Set(),
): IntegrationDocument {
  return {
    kind: 'integration',
    name: from.name,
    region: from.region,
    ...(from.baseUrl === undefined ? {} : { base_url: from.baseUrl }),
    auth_type: from.kind,
    app_id: from.appId,
    events: from.mode,
    settings: from.settings,
    secrets: placeholders('integration', from, taken),
  };
}

/** A destination as its file says it. */
export function destinationDocument(
  from: PresentThings['destinations'][number],
  taken: Set<string> = new Set(),
): DestinationDocument {
  const { name, type, settings } = from;
  return { kind: 'destination', name, type, settings, secrets: placeholders('destination', from, taken) };
}

/** A pipeline as its file says it. */
export function pipelineDocument(from: Pipeline, { integrations, destinations }: PresentThings): PipelineDocument {
  const nameOf = (things: readonly { readonly id: string; readonly name: string }[], id: string | undefined) =>
    things.find((thing) => thing.id === id)?.name;
  const destination = nameOf(destinations, from.destinationId);
  return {
    kind: 'pipeline',
    name: from.name,
    integration: nameOf(integrations, from.integrationId) ?? '',
    ...(from.tenantKey === undefined ? {} : { tenant_key: from.tenantKey }),
    ...(destination === undefined ? {} : { destination }),
    modules: from.modules,
    streams: from.streams,
    schedule: from.schedule,
    state: from.state,
  };
}

/** A channel of alerts as its file says it: by the name of its integration, and without its URL, which is a secret. */
export function channelDocument(
  from: PresentThings['channels'][number],
  { integrations }: PresentThings,
  taken: Set<string> = new Set(),
): ChannelDocument {
  const { integrationId, url: _, ...settings } = from.settings;
  const integration = integrations.find(({ id }) => id === integrationId)?.name;
  return {
    kind: 'channel',
    name: from.name,
    type: from.kind,
    ...(integration === undefined ? {} : { integration }),
    language: from.language,
    settings,
    kinds: from.kinds,
    ...(from.quietHours === undefined ? {} : { quiet_hours: from.quietHours }),
    secrets: placeholders('channel', from, taken),
  };
}

/** Everything as files say it, what others refer to first, then by name: the same things make the same files in every service. */
export function documentsOf(present: PresentThings): readonly (ThingDocument & { readonly id: string })[] {
  const withId = <T extends ThingDocument>(id: string, document: T): T & { readonly id: string } => ({
    ...document,
    id,
  });
  const taken = new Set<string>();
  return [
    ...byName(present.integrations).map((one) => withId(one.id, integrationDocument(one, taken))),
    ...byName(present.destinations).map((one) => withId(one.id, destinationDocument(one, taken))),
    ...byName(present.pipelines).map((one) => withId(one.id, pipelineDocument(one, present))),
    ...byName(present.handlers).map((one) => withId(one.id, handlerDocument(one, taken))),
    ...byName(present.triggers).map((one) => withId(one.id, triggerDocument(one, present))),
    ...byName(present.channels).map((one) => withId(one.id, channelDocument(one, present, taken))),
  ];
}

/** Triggers of the same name by the names of their integrations. */
const byName = <T extends { readonly name: string; readonly integration?: string }>(
  things: readonly T[],
): readonly T[] => {
  const key = ({ name, integration = '' }: T): string => `${name}\0${integration}`;
  return things.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
};
