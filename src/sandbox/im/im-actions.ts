import {
  isObject,
  type JsonObject,
  type JsonValue,
  readBoolean,
  readNumber,
  readObject,
  readText,
  readTexts,
} from '../../util/json.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import type { ChatPeople } from './people.ts';
import type { Press } from './press.ts';
import type { Said, SaidFile } from './said.ts';

type Action = (body: JsonObject) => unknown;

/**
 * What people do in chats, for a sandbox in another process: `GET /sandbox/im/chats`, `/sandbox/im/transcript?chat=…&as=…`, and `POST /sandbox/im/say`,
 * `edit`, `recall`, `react`, `unreact`, `press`, `touch`, `script`, `open-chat`, `menu`, `read`, `group`, `add-bot`, `remove-bot`, `add-people`, `remove-people`,
 * `update-chat`, `disband`, `mute`, `refuse-bots`.
 */
export function imActions(peopleOf: (body: JsonObject) => ChatPeople): Readonly<Record<string, Action>> {
  const post = (name: string, act: (people: ChatPeople, body: JsonObject) => unknown): [string, Action] => [
    `POST /sandbox/im/${name}`,
    (body) => act(peopleOf(body), body),
  ];
  return {
    'GET /sandbox/im/chats': (body) => ({ chats: peopleOf(body).chats() }),
    'GET /sandbox/im/transcript': (body) => ({
      messages: peopleOf(body).transcript(readText(body, 'chat') ?? undefined, doer(body)),
    }),
    ...Object.fromEntries([
      post('say', (people, body) => people.say(readSaid(body))),
      post('edit', (people, body) => people.edit(need(body, 'message_id'), readSaid(body))),
      post('recall', (people, body) => people.recall(need(body, 'message_id'), doer(body))),
      post('react', (people, body) => people.react(need(body, 'message_id'), need(body, 'emoji'), doer(body))),
      post('unreact', (people, body) => people.unreact(need(body, 'message_id'), need(body, 'emoji'), doer(body))),
      post('press', (people, body) => people.press(need(body, 'message_id'), readPress(body))),
      post('touch', (people, body) => people.touch(need(body, 'message_id'), readNumber(body, 'for_ms') ?? 1_000)),
      post('script', (people, body) => people.play(need(body, 'script'))),
      post('open-chat', (people, body) => ({ chatId: people.openChat({ ...doer(body), ...optional(body, 'to') }) })),
      post('menu', (people, body) =>
        people.clickMenu(need(body, 'event_key'), { ...doer(body), ...optional(body, 'to') }),
      ),
      post('read', (people, body) => people.read({ ...doer(body), ...optional(body, 'to') })),
      post('group', (people, body) => ({ chatId: people.addGroup(readGroup(body)) })),
      post('add-bot', (people, body) =>
        people.addBot(need(body, 'chat'), readText(body, 'app_id') ?? undefined, doer(body)),
      ),
      post('remove-bot', (people, body) =>
        people.removeBot(need(body, 'chat'), readText(body, 'app_id') ?? undefined, doer(body)),
      ),
      post('add-people', (people, body) => people.addPeople(need(body, 'chat'), readTexts(body, 'people'), doer(body))),
      post('remove-people', (people, body) =>
        people.removePeople(need(body, 'chat'), readTexts(body, 'people'), doer(body)),
      ),
      post('update-chat', (people, body) =>
        people.updateChat(
          need(body, 'chat'),
          { ...optional(body, 'name'), ...optional(body, 'description') },
          doer(body),
        ),
      ),
      post('disband', (people, body) => people.disband(need(body, 'chat'), doer(body))),
      post('mute', (people, body) => people.mute(need(body, 'chat'), readBoolean(body, 'muted') ?? true)),
      post('refuse-bots', (people, body) => people.refuseBots(need(body, 'open_id'), readRefusal(body))),
    ]),
  };
}

function need(body: JsonObject, key: string): string {
  const value = readText(body, key);
  if (value === null) throw new SandboxUseError(`Name ${key} (text)`);
  return value;
}

function optional<K extends string>(body: JsonObject, key: K): { readonly [name in K]?: string } {
  const value = readText(body, key);
  const given: { [name in K]?: string } = {};
  if (value !== null) given[key] = value;
  return given;
}

function doer(body: JsonObject): { readonly as?: string } {
  return optional(body, 'as');
}

function readSaid(body: JsonObject): Said {
  const file = (key: 'image' | 'file' | 'audio' | 'video'): { readonly [name in typeof key]?: SaidFile } =>
    isObject(body[key]) ? { [key]: readFile(body[key]) } : {};
  const raw = readObject(body, 'raw');
  const type = readText(raw, 'type');
  return {
    ...optional(body, 'chat'),
    ...optional(body, 'as'),
    ...optional(body, 'to'),
    ...optional(body, 'text'),
    ...optional(body, 'thread'),
    ...(readText(body, 'reply_to') === null ? {} : { replyTo: need(body, 'reply_to') }),
    ...(readBoolean(body, 'in_thread') === true ? { inThread: true } : {}),
    ...(readBoolean(body, 'names') === true ? { names: true } : {}),
    ...(isObject(body.post) ? { post: body.post } : {}),
    ...(isObject(body.card) ? { card: body.card } : {}),
    ...file('image'),
    ...file('file'),
    ...file('audio'),
    ...file('video'),
    ...(Array.isArray(body.forward) ? { forward: readTexts(body, 'forward') } : {}),
    ...(type === null ? {} : { raw: { type, content: contentOf(raw) } }),
    mention: readTexts(body, 'mention'),
  };
}

function contentOf(raw: JsonObject): JsonValue {
  return raw.content ?? {};
}

function readFile(body: JsonObject): SaidFile {
  const [base64, size, durationMs] = [
    readText(body, 'base64'),
    readNumber(body, 'size'),
    readNumber(body, 'duration_ms'),
  ];
  return {
    ...optional(body, 'name'),
    ...(base64 === null ? {} : { bytes: Buffer.from(base64, 'base64') }),
    ...(size === null ? {} : { size }),
    ...(durationMs === null ? {} : { durationMs }),
  };
}

function readPress(body: JsonObject): Press {
  const { button } = body;
  if (typeof button !== 'string' && typeof button !== 'number')
    throw new SandboxUseError('Name the button: its text, name or number');
  return { button, ...doer(body), ...(isObject(body.form_value) ? { formValue: body.form_value } : {}) };
}

function readGroup(body: JsonObject): Parameters<ChatPeople['addGroup']>[0] {
  return {
    name: need(body, 'name'),
    ...(body.mode === 'topic' ? { mode: 'topic' } : {}),
    isPublic: readBoolean(body, 'public') ?? false,
    showsThreads: readBoolean(body, 'shows_threads') ?? false,
    ...(Array.isArray(body.people) ? { people: readTexts(body, 'people') } : {}),
    ...(Array.isArray(body.bots) ? { bots: readTexts(body, 'bots') } : {}),
  };
}

function readRefusal(body: JsonObject): 'unavailable' | 'stopped' | 'no' {
  return body.how === 'unavailable' || body.how === 'stopped' ? body.how : 'no';
}
