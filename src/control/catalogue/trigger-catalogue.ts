import { handlerSpec } from '../../config/handlers/read-handler.ts';
import { spokenSpec } from '../../config/spoken-spec.ts';
import { triggerSpec } from '../../config/triggers/read-trigger.ts';
import { xpertPlaces } from '../../config/triggers/xpert-options.ts';
import type { Language } from '../../model/message.ts';
import { handlerKinds } from '../../model/triggers/tables.ts';
import type { JsonObject } from '../../util/json.ts';

/** What forms of triggers and handlers show. */
interface TriggerCatalogue {
  /** JSON Schema of what a version of a trigger says. */
  readonly trigger: JsonObject;
  /** The same of handlers, by kind. */
  readonly handlers: Readonly<Record<string, JsonObject>>;
  /** Xpert's name → the setting here. */
  readonly xpert: readonly { readonly name: string; readonly path: string }[];
}

/** Settings of triggers and handlers, with titles and descriptions in one language. */
export function triggerCatalogue(language: Language): TriggerCatalogue {
  return {
    trigger: spokenSpec(triggerSpec(), language),
    handlers: Object.fromEntries(handlerKinds.map((kind) => [kind, spokenSpec(handlerSpec(kind), language)])),
    xpert: xpertPlaces(),
  };
}
