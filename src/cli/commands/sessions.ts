import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { isConfirmed } from '../is-confirmed.ts';
import { findTrigger, namesOf } from '../remote/find-thing.ts';
import { type RemoteFlags, withRemote } from '../remote/open-remote.ts';
import { shortTime } from '../remote/remote-words.ts';
import { sayFacts } from '../remote/say-facts.ts';
import { sayListed } from '../remote/say-listed.ts';
import { usageError } from '../usage-error.ts';

type Session = ApiSchemas['Session'];

interface SessionRequest {
  readonly command: 'list' | 'show' | 'close' | 'reset' | 'pin' | 'unpin' | 'hand-over' | 'take-back' | 'erase';
  readonly session: string | undefined;
}

interface SessionFlags extends RemoteFlags {
  readonly limit: number;
  readonly trigger?: string;
  readonly state?: Session['state'];
  readonly search?: string;
  readonly yes?: boolean;
}

interface AskedSession {
  readonly params: { readonly id: string };
  readonly signal: AbortSignal;
}

/** `larkstream sessions`: the conversations of the bots of a service. */
export async function sessions(request: SessionRequest, flags: SessionFlags, context: Context): Promise<number> {
  return await withRemote(flags, context, async (client, signal) => {
    const { command, session: id } = request;
    if (command === 'list') return await list(client, signal, flags, context);
    if (id === undefined) {
      throw usageError({ en: 'The argument <session> is missing', zh: '缺少参数 <会话>' }, 'larkstream sessions');
    }
    const asked = { params: { id }, signal };
    if (command === 'erase') return await erase(client, asked, flags, context);
    if (command !== 'show') return show(await client.call(`POST /sessions/{id}/${command}`, asked), context);
    show(await client.call('GET /sessions/{id}', asked), context);
    return await sayTranscript(client, asked, flags.limit, context);
  });
}

async function list(client: Client, signal: AbortSignal, flags: SessionFlags, context: Context): Promise<number> {
  const { limit, trigger, state, search } = flags;
  const triggerId = trigger === undefined ? undefined : await findTrigger(client, signal, trigger);
  const filter = { ...(triggerId && { triggerId }), ...(state && { state }), ...(search && { search }) };
  const { items, total, totalIsAtLeast } = await client.call('GET /sessions', { query: { limit, ...filter }, signal });
  for (const session of items) context.emit({ event: 'remote_session', session: { ...session } });
  const names = await namesOf(
    'trigger',
    client,
    signal,
    items.map((one) => one.triggerId),
  );
  const { remote, bots } = context.texts;
  const columns = [
    { title: 'ID', keep: true },
    { title: remote.state },
    { title: bots.chat, drop: 2 },
    { title: bots.person },
    { title: bots.trigger, drop: 3 },
    { title: `${bots.lastActive} (UTC)`, keep: true },
    { title: bots.messages, align: 'right', drop: 1 },
  ] as const;
  const rows = items.map((one) => [
    one.id,
    bots.sessionStates[one.state],
    one.chatName ?? bots.chatKinds[one.chatKind],
    one.senderName ?? one.senderOpenId ?? '–',
    names.get(one.triggerId) ?? one.triggerId,
    shortTime(one.lastActiveAt),
    String(one.messageCount),
  ]);
  const listed = { things: 'sessions', shown: items.length, total, totalIsAtLeast } as const;
  const none = Object.keys(filter).length === 0 ? bots.noSessionsYet : bots.noSessions;
  sayListed({ ...listed, columns, rows, none }, context);
  return exitCodes.done;
}

function show(session: Session, context: Context): number {
  context.emit({ event: 'remote_session', session: { ...session } });
  const { remote, bots } = context.texts;
  const { closedWhy, senderName, senderOpenId, chatId, chatName } = session;
  const kind = bots.chatKinds[session.chatKind];
  const inBrackets = (name: string, id: string | null): string => (id === null ? name : `${name} (${id})`);
  sayFacts(
    session.id,
    [
      [remote.state, bots.sessionStates[session.state]],
      [remote.why, closedWhy === null ? (session.isPinned ? bots.pinned : undefined) : bots.closedWhy[closedWhy]],
      [bots.chat, inBrackets(chatName === null ? kind : `${kind} ${chatName}`, chatId)],
      [bots.thread, session.threadId],
      [bots.person, senderOpenId === null ? undefined : inBrackets(senderName ?? '–', senderOpenId)],
      [bots.trigger, session.triggerId],
      [bots.conversation, session.conversationId],
      [`${bots.lastActive} (UTC)`, shortTime(session.lastActiveAt)],
      [`${bots.expires} (UTC)`, session.expiresAt === null ? undefined : shortTime(session.expiresAt)],
      [bots.messages, String(session.messageCount)],
    ],
    context,
  );
  return exitCodes.done;
}

/** The newest part of what was said, in its order. */
async function sayTranscript(client: Client, asked: AskedSession, limit: number, context: Context): Promise<number> {
  const { texts, style, say, emit } = context;
  const { bots, colon } = texts;
  const said = await transcriptOf(client, asked, limit);
  if (said === undefined) say(style.dim(bots.textHidden));
  else if (said.items.length === 0) say(bots.noMessages);
  for (const one of said?.items ?? []) {
    emit({ event: 'remote_message', said: { ...one } });
    const who = one.role === 'assistant' ? bots.answer : (one.senderName ?? one.senderOpenId ?? bots.bystander);
    const [first = '', ...more] = one.text.split('\n');
    say(`  ${style.dim(shortTime(one.at))} ${style.bold(`${who}${colon}`)}${first}`);
    for (const line of more) say(`    ${line}`);
  }
  return exitCodes.done;
}

/** Undefined where the role of the token is too small for it. */
async function transcriptOf(
  client: Client,
  asked: AskedSession,
  limit: number,
): Promise<ApiSchemas['Transcript'] | undefined> {
  try {
    return await client.call('GET /sessions/{id}/messages', { ...asked, query: { limit } });
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'api.role.denied') return undefined;
    throw thrown;
  }
}

/** It cannot be undone, so a person is asked. */
async function erase(client: Client, asked: AskedSession, { yes }: SessionFlags, context: Context): Promise<number> {
  const { bots } = context.texts;
  const { id } = await client.call('GET /sessions/{id}', asked);
  if (!(await isConfirmed(bots.erase(id), yes ?? false, context))) {
    context.say(bots.kept);
    return exitCodes.done;
  }
  await client.call('POST /sessions/{id}/erase', asked);
  context.emit({ event: 'remote_erased', session: id });
  context.say(bots.erased(id));
  return exitCodes.done;
}
