import { z } from 'zod';
import { languages } from '../../model/message.ts';
import type { HandlerRequest } from '../../model/triggers/handler.ts';
import { attachmentKinds, chatKinds } from '../../model/triggers/inbound-message.ts';

const nullable = (): z.ZodNullable<z.ZodString> => z.string().nullable();
const moment = z.iso.datetime().describe('RFC 3339, UTC.');
/** What was JSON and is written again as it was. */
const anyJson = z.unknown();

const attachment = z.object({
  kind: z.enum(attachmentKinds),
  key: z.string().describe('With the id of its message: what it is downloaded by.'),
  name: nullable(),
  durationMs: z.number().nullable(),
  canDownload: z.boolean(),
});
const quoted = z.object({
  id: z.string(),
  senderOpenId: nullable(),
  senderName: nullable(),
  sentAt: moment.nullable(),
  type: z.string(),
  text: z.string(),
  attachments: z.array(attachment),
});
const message = z.object({
  id: z.string(),
  chatId: z.string(),
  chatKind: z.enum(chatKinds),
  threadId: nullable(),
  rootId: nullable(),
  parentId: nullable(),
  sender: z.object({
    openId: z.string(),
    unionId: nullable(),
    userId: nullable(),
    kind: z.enum(['user', 'bot']),
    tenantKey: z.string(),
    name: nullable(),
  }),
  sentAt: moment,
  editedAt: moment.nullable(),
  type: z.string().describe('As the platform names it: text, post, image, file, interactive …'),
  text: z.string(),
  mentions: z.array(z.object({ openId: z.string(), name: z.string(), kind: z.enum(['user', 'bot']) })),
  mentionsBot: z.boolean(),
  mentionsAll: z.boolean(),
  attachments: z.array(attachment),
  quoted: quoted.nullable().describe('What it answers to.'),
  forwarded: z.array(quoted).nullable().describe('The parts of a forward.'),
  content: z.record(z.string(), anyJson).describe('As the platform gave it.'),
});

const payload = z.object({
  id: z.string().describe('The same with every try; also the header `webhook-id`.'),
  attempt: z.int().describe('1 the first time.'),
  kind: z.enum(['message', 'event', 'card_action', 'steer', 'test']),
  trigger: z.object({ id: z.string(), name: z.string(), version: z.int() }),
  integration: z.object({ id: z.string(), appId: z.string(), region: z.enum(['lark', 'feishu']) }),
  tenantKey: z.string(),
  session: z
    .object({
      id: z.string(),
      conversationId: z.string().describe('What the handler may know the conversation by.'),
      isNew: z.boolean(),
      chatId: z.string(),
      threadId: nullable(),
    })
    .nullable(),
  user: z
    .object({
      openId: z.string(),
      unionId: nullable(),
      name: nullable(),
      handlerUserId: nullable().describe("The handler's own id of the person, where one is known."),
      language: z.enum(languages),
    })
    .nullable(),
  text: z.string().describe('As people read it. Several messages that were gathered stand one below another.'),
  messages: z.array(message),
  history: z
    .array(
      z.object({
        role: z.enum(['user', 'assistant', 'bystander']),
        name: nullable(),
        text: z.string(),
        at: moment,
      }),
    )
    .describe('What was said in the session before, the oldest first.'),
  event: z
    .object({ id: z.string(), type: z.string(), createdAt: moment, body: anyJson })
    .nullable()
    .describe('Of a trigger for events: the event, or what its mapping makes of it.'),
  replyHandle: nullable().describe(
    'With this a later answer comes: POST /api/v1/replies/{replyHandle}; good for 24 hours.',
  ),
});

/** Fields that hold a moment, and those that hold somebody's JSON. */
type Moment = 'sentAt' | 'editedAt' | 'at' | 'createdAt';
type Foreign = 'content' | 'body';
type AsJson<T> = T extends readonly (infer Item)[]
  ? AsJson<Item>[]
  : T extends object
    ? {
        [Key in keyof T]: Key extends Foreign
          ? ForeignJson<Key>
          : Key extends Moment
            ? MomentText<T[Key]>
            : AsJson<T[Key]>;
      }
    : T extends undefined
      ? null
      : T;
type ForeignJson<Key> = Key extends 'content' ? Record<string, unknown> : unknown;
type MomentText<T> = undefined extends T ? string | null : string;

/** What a handler is sent, as JSON: `HandlerRequest` with its moments as text, and null for what there is not. */
export type HandlerPayload = AsJson<HandlerRequest>;

/** The form of `HandlerPayload`. Fields are added as time goes by: handlers ignore those that they do not know. */
export const payloadForm: z.ZodType<HandlerPayload> = payload;

/** What the handler is sent of a request. */
export function payloadOf(request: HandlerRequest): HandlerPayload {
  return payloadForm.parse(asJson(request));
}

const moments: ReadonlySet<string> = new Set<Moment>(['sentAt', 'editedAt', 'at', 'createdAt']);
const foreign: ReadonlySet<string> = new Set<Foreign>(['content', 'body']);

function asJson(value: unknown): unknown {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      if (foreign.has(key)) return [key, one];
      return [key, moments.has(key) && typeof one === 'number' ? textOfMoment(one) : asJson(one)];
    }),
  );
}

const lastMoment = Date.parse('9999-12-31T23:59:59.999Z');

/** A moment that no calendar has, as a peer may send it, is the beginning of time. */
function textOfMoment(ms: number): string {
  return new Date(ms >= 0 && ms <= lastMoment ? ms : 0).toISOString();
}
