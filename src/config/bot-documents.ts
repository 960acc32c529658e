import { z } from 'zod';
import { type Trigger, triggerStates } from '../model/triggers/conversation.ts';
import { handlerKinds, type ServiceHandler } from '../model/triggers/tables.ts';
import type { JsonObject } from '../util/json.ts';
import { name, secret, settings } from './document-fields.ts';

/** A handler as a file says it. */
export interface HandlerDocument {
  readonly kind: 'handler';
  readonly name: string;
  /** Who works on turns. */
  readonly type: ServiceHandler['kind'];
  readonly settings: JsonObject;
  /** Absent: as it is, and enabled where it is new. */
  readonly state?: 'enabled' | 'disabled' | undefined;
  /** Names of variables, by the names of the secrets: which there are, the settings say. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** A trigger as a file says it; it names its integration and its handler. */
export interface TriggerDocument {
  readonly kind: 'trigger';
  readonly name: string;
  readonly integration: string;
  readonly handler?: string | undefined;
  /** From 0, among those of its integration; absent: where it is, and at the end where it is new. */
  readonly position?: number | undefined;
  /** Decides, and answers nobody. */
  readonly shadow: boolean;
  /** Absent: as it is, and a draft where it is new. */
  readonly state?: Trigger['state'] | undefined;
  /** What is published; of a draft, what it says. */
  readonly settings: JsonObject;
  /** Beside what is published: what is being edited, where it is something else. */
  readonly draft?: { readonly handler?: string | undefined; readonly settings: JsonObject } | undefined;
}

const mostPlaces = 100_000;

/** The file of a handler. */
export const handler: z.ZodType<HandlerDocument> = z.strictObject({
  kind: z.literal('handler'),
  name,
  type: z.enum(handlerKinds),
  settings: settings.default({}),
  state: z.enum(['enabled', 'disabled']).optional(),
  secrets: z.record(z.string().min(1).max(200), secret).default({}),
});

/** The file of a trigger. */
export const trigger: z.ZodType<TriggerDocument> = z.strictObject({
  kind: z.literal('trigger'),
  name,
  integration: name,
  handler: name.optional(),
  position: z.int().min(0).max(mostPlaces).optional(),
  shadow: z.boolean().default(false),
  state: z.enum(triggerStates).optional(),
  settings: settings.default({}),
  draft: z.strictObject({ handler: name.optional(), settings: settings.default({}) }).optional(),
});
