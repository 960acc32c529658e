import { stringify } from 'yaml';
import { z } from 'zod';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { type AlertKind, alertKinds, type ChannelKind, channelKinds, type QuietHours } from '../model/service/alert.ts';
import { type EventMode, eventModes, type Integration } from '../model/service/integration.ts';
import { type PipelineState, pipelineStates } from '../model/service/pipeline.ts';
import type { Schedule } from '../model/service/schedule.ts';
import { notEmpty } from '../schema/rules.ts';
import { isObject, type JsonObject } from '../util/json.ts';
import { storableJson } from '../util/storable-text.ts';
import { withoutNulls } from '../util/without-nulls.ts';
import { type HandlerDocument, handler, type TriggerDocument, trigger } from './bot-documents.ts';
import { parseConfigText } from './document.ts';
import { name, secret, settings } from './document-fields.ts';
import { joinLines, maxLines } from './lines.ts';
import { countProblems, formatPath, toProblems } from './problems.ts';

/** The names of variables that hold secrets, by the names of the secrets. */
type SecretsOf<Name extends string> = { readonly [N in Name]?: string | undefined };

/** An integration as a file says it. */
export interface IntegrationDocument {
  readonly kind: 'integration';
  readonly name: string;
  readonly region: Integration['region'];
  readonly base_url?: string | undefined;
  readonly auth_type: Integration['kind'];
  readonly app_id: string;
  /** How they come. */
  readonly events: EventMode;
  readonly settings: JsonObject;
  readonly secrets: SecretsOf<'app_secret' | 'verification_token' | 'encrypt_key'>;
}

/** A destination as a file says it. */
export interface DestinationDocument {
  readonly kind: 'destination';
  readonly name: string;
  readonly type: string;
  readonly settings: JsonObject;
  readonly secrets: SecretsOf<'url'>;
}

/** A pipeline as a file says it; it names its ends. */
export interface PipelineDocument {
  readonly kind: 'pipeline';
  readonly name: string;
  readonly integration: string;
  readonly tenant_key?: string | undefined;
  readonly destination?: string | undefined;
  readonly modules: JsonObject;
  readonly streams: JsonObject;
  readonly schedule: Schedule;
  /** Absent: as it is, and a draft where it is new. */
  readonly state?: PipelineState | undefined;
}

/** A channel of alerts as a file says it. */
export interface ChannelDocument {
  readonly kind: 'channel';
  readonly name: string;
  /** How people are reached. */
  readonly type: ChannelKind;
  /** Through whose bot, of a chat. */
  readonly integration?: string | undefined;
  readonly language: 'en' | 'zh';
  readonly settings: JsonObject;
  /** Which alerts; all when empty. */
  readonly kinds: readonly AlertKind[];
  readonly quiet_hours?: QuietHours | undefined;
  readonly secrets: SecretsOf<'signing_key' | 'password' | 'url'>;
}

/** One thing of a service as a file says it. */
export type ThingDocument =
  | IntegrationDocument
  | DestinationDocument
  | PipelineDocument
  | HandlerDocument
  | TriggerDocument
  | ChannelDocument;

const mostMinutes = 60 * 24 * 31;

const schedule: z.ZodType<Schedule> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('manual') }),
  z.strictObject({ kind: z.literal('live') }),
  z.strictObject({ kind: z.literal('every'), minutes: z.int().min(1).max(mostMinutes) }),
  z.strictObject({ kind: z.literal('cron'), line: z.string().min(1).max(100), zone: z.string().min(1).max(60) }),
]);

const integration: z.ZodType<IntegrationDocument> = z.strictObject({
  kind: z.literal('integration'),
  name,
  region: z.enum(['lark', 'feishu']),
  base_url: z.string().min(1, notEmpty).max(500).optional(),
  auth_type: z.enum(['custom_app', 'store_app']).default('custom_app'),
  app_id: z.string().min(1, notEmpty).max(200),
  events: z.enum(eventModes).default('none'),
  settings: settings.default({}),
  secrets: z
    .strictObject({
      app_secret: secret.optional(),
      verification_token: secret.optional(),
      encrypt_key: secret.optional(),
    })
    .default({}),
});

const destination: z.ZodType<DestinationDocument> = z.strictObject({
  kind: z.literal('destination'),
  name,
  type: z.string().min(1, notEmpty).max(40),
  settings: settings.default({}),
  secrets: z.strictObject({ url: secret.optional() }).default({}),
});

const pipeline: z.ZodType<PipelineDocument> = z.strictObject({
  kind: z.literal('pipeline'),
  name,
  integration: name,
  tenant_key: z.string().min(1, notEmpty).max(200).optional(),
  destination: name.optional(),
  modules: settings.default({}),
  streams: settings.default({}),
  schedule: schedule.default({ kind: 'manual' }),
  state: z.enum(pipelineStates).optional(),
});

const channel: z.ZodType<ChannelDocument> = z.strictObject({
  kind: z.literal('channel'),
  name,
  type: z.enum(channelKinds),
  integration: name.optional(),
  language: z.enum(['en', 'zh']).default('en'),
  settings: settings.default({}),
  kinds: z.array(z.enum(alertKinds)).max(alertKinds.length).default([]),
  quiet_hours: z
    .strictObject({ from: z.string().max(5), to: z.string().max(5), zone: z.string().min(1).max(100) })
    .optional(),
  secrets: z
    .strictObject({ signing_key: secret.optional(), password: secret.optional(), url: secret.optional() })
    .default({}),
});

/** The files of all kinds of things. */
export const thingSchemas: Readonly<Record<ThingDocument['kind'], z.ZodType<ThingDocument>>> = {
  integration,
  destination,
  pipeline,
  handler,
  trigger,
  channel,
};

/** What a thing is told apart by: triggers of two integrations may have the same name. */
export function thingKey(thing: {
  readonly kind: string;
  readonly name: string;
  readonly integration?: string | undefined;
}): string {
  const { kind, integration } = thing;
  return kind === 'trigger' ? `${kind}/${integration ?? ''}/${thing.name}` : `${kind}/${thing.name}`;
}

/**
 * Reads the file of one thing of a service.
 * @throws ConfigError `config.file.malformed`, `config.setting.invalid`; no message holds a value
 */
export function parseThing(text: string, file: string): ThingDocument {
  const document = parseConfigText(text, file);
  const { value } = document;
  assertStorable(value, file);
  const kind = isObject(value) ? value.kind : undefined;
  const schema = Object.entries(thingSchemas).find(([one]) => one === kind)?.[1];
  if (schema === undefined || !isObject(value)) {
    throw invalid([
      {
        en: `${file}: kind must be one of ${Object.keys(thingSchemas).join(', ')}`,
        zh: `${file}：kind 必须是 ${Object.keys(thingSchemas).join('、')} 之一`,
      },
    ]);
  }
  // A module without a value is switched on with its defaults.
  const modules = isObject(value.modules)
    ? { modules: Object.fromEntries(Object.entries(value.modules).map(([key, one]) => [key, one ?? {}])) }
    : {};
  const checked = schema.safeParse(withoutNulls({ ...value, ...modules }), { reportInput: true });
  if (checked.success) return checked.data;
  const { issues } = checked.error;
  const problems = toProblems(issues, specOf(schema), maxLines).map(({ path, message, at }): Message => {
    const line = document.lineOf(at ?? path);
    const place = `${file}${line === undefined ? '' : `:${line}`}`;
    const setting = formatPath(path);
    return {
      en: `${place}: ${setting} ${message.en}`.replace(/ {2,}/g, ' '),
      zh: `${place}：${setting} ${message.zh}`.replace(/： /, '：'),
    };
  });
  throw invalid(problems, countProblems(issues));
}

/** YAML can write what no database holds: U+0000 and halves of surrogate pairs. */
function assertStorable(value: unknown, file: string): void {
  const json = JSON.stringify(value) ?? '';
  if (storableJson(json) === json) return;
  throw invalid([
    { en: `${file}: a text contains a character that cannot be stored`, zh: `${file}：文本含有无法存储的字符` },
  ]);
}

function invalid(lines: readonly Message[], all: number = lines.length): ConfigError {
  return new ConfigError({ code: 'config.setting.invalid', message: joinLines(lines, all) });
}

function specOf(schema: z.ZodType): JsonObject {
  const spec = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  return isObject(spec) ? spec : {};
}

/** The file of a thing. */
export function writeThing(document: ThingDocument): string {
  return stringify(document, { lineWidth: 0 });
}
