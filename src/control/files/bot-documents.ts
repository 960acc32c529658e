import type { HandlerDocument, TriggerDocument } from '../../config/bot-documents.ts';
import { writeTrigger } from '../../config/triggers/read-trigger.ts';
import { eachOf } from '../../model/service/page.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { Trigger } from '../../model/triggers/conversation.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import type { JsonObject } from '../../util/json.ts';
import { sameText } from '../../util/same-text.ts';
import type { SecretStates } from '../secret-states.ts';
import { placeholders } from './placeholders.ts';

/** A trigger, and what is published of it. */
export interface PresentTrigger extends Trigger {
  /** The name of its integration. */
  readonly integration: string;
  /** Its place among those of its integration, from 0 and without gaps. */
  readonly place: number;
  readonly published: TriggerSettings | undefined;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** All triggers, those of one integration in their order. */
export async function presentTriggers(
  { triggers, triggerVersions }: Pick<ServiceTables, 'triggers' | 'triggerVersions'>,
  integrations: readonly Named[],
): Promise<readonly PresentTrigger[]> {
  const places = new Map<string, number>();
  const found: PresentTrigger[] = [];
  for await (const trigger of eachOf((request) => triggers.page(request, {}))) {
    const { id, integrationId, publishedVersion } = trigger;
    const place = places.get(integrationId) ?? 0;
    places.set(integrationId, place + 1);
    const version = publishedVersion === undefined ? undefined : await triggerVersions.find(id, publishedVersion);
    const integration = integrations.find((one) => one.id === integrationId)?.name ?? '';
    found.push({ ...trigger, integration, place, published: version?.settings });
  }
  return found;
}

/** A handler as its file says it. */
export function handlerDocument(
  from: ServiceHandler & { readonly secrets: SecretStates },
  taken: Set<string> = new Set(),
): HandlerDocument {
  const { name, kind: type, settings, disabledAt } = from;
  const state = disabledAt === undefined ? 'enabled' : 'disabled';
  return { kind: 'handler', name, type, settings, state, secrets: placeholders('handler', from, taken) };
}

/** A trigger as its file says it: what is published, and beside it what is being edited where it is something else. */
export function triggerDocument(
  { name, integration, place, isShadow, state, draft, published }: PresentTrigger,
  { handlers }: { readonly handlers: readonly Named[] },
): TriggerDocument {
  const content = contentOf(published ?? draft, handlers);
  const { settings, ...named } = content;
  const edited = contentOf(draft, handlers);
  return {
    kind: 'trigger',
    name,
    integration,
    ...named,
    position: place,
    shadow: isShadow,
    state,
    settings,
    ...(sameText(edited) === sameText(content) ? {} : { draft: edited }),
  };
}

function contentOf(
  settings: TriggerSettings,
  handlers: readonly Named[],
): { readonly handler?: string; readonly settings: JsonObject } {
  const { handlerId, ...others } = writeTrigger(settings);
  const handler = handlers.find(({ id }) => id === handlerId)?.name;
  return { ...(handler === undefined ? {} : { handler }), settings: others };
}
