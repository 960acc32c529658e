import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { isConfirmed } from '../is-confirmed.ts';
import { formatCount } from '../print/numbers.ts';
import { findTrigger, namesOf } from '../remote/find-thing.ts';
import { type RemoteFlags, withRemote } from '../remote/open-remote.ts';
import { shortTime } from '../remote/remote-words.ts';
import { sayFacts } from '../remote/say-facts.ts';
import { sayListed } from '../remote/say-listed.ts';
import { standingOf, stillFails } from '../remote/turn-words.ts';
import { usageError } from '../usage-error.ts';

type Turn = ApiSchemas['Turn'];

interface TurnRequest {
  readonly command: 'list' | 'show' | 'replay' | 'discard' | 'cancel';
  readonly turn: string | undefined;
}

interface TurnFlags extends RemoteFlags {
  readonly limit: number;
  readonly trigger?: string;
  readonly session?: string;
  readonly state?: Turn['state'];
  readonly yes?: boolean;
}

interface Remote {
  readonly client: Client;
  readonly signal: AbortSignal;
}

/** How many one replay is of at most, as the service has it. */
const mostReplayed = 1_000;

/** `larkstream turns`: what the handlers of a service are asked. */
export async function turns(request: TurnRequest, flags: TurnFlags, context: Context): Promise<number> {
  assertOneOrMany(request, flags);
  return await withRemote(flags, context, async (client, signal) => {
    const { command, turn: id } = request;
    const remote = { client, signal };
    if (command === 'list') return await list(remote, flags, context);
    if (id === undefined) {
      return await (command === 'discard' ? discardMany : replayMany)(remote, flags, context);
    }
    const asked = { params: { id }, signal };
    if (command === 'replay') return await show(remote, await client.call('POST /turns/{id}/replay', asked), context);
    if (command === 'discard') return await show(remote, await client.call('POST /turns/{id}/discard', asked), context);
    if (command === 'cancel') return await show(remote, await client.call('POST /turns/{id}/cancel', asked), context);
    return await show(remote, await client.call('GET /turns/{id}', asked), context);
  });
}

/** @throws ConfigError `config.usage.invalid` */
function assertOneOrMany({ command, turn }: TurnRequest, { trigger, session, state }: TurnFlags): void {
  const hasFilter = [trigger, session, state].some((one) => one !== undefined);
  if (turn !== undefined && hasFilter) {
    throw usageError(
      {
        en: `\`turns ${command}\` takes an id, or options that choose turns`,
        zh: `\`turns ${command}\` 接受一个 ID，或用于筛选轮次的选项`,
      },
      'larkstream turns',
    );
  }
  if (command === 'list' || command === 'replay' || command === 'discard' || turn !== undefined) return;
  throw usageError({ en: 'The argument <turn> is missing', zh: '缺少参数 <轮次>' }, 'larkstream turns');
}

async function filterOf({ client, signal }: Remote, { trigger, session: sessionId }: TurnFlags) {
  const triggerId = trigger === undefined ? undefined : await findTrigger(client, signal, trigger);
  return { ...(triggerId && { triggerId }), ...(sessionId && { sessionId }) };
}

/** What it is about: the type of its event, or how many messages. */
function aboutOf({ event, messages }: Turn, { texts: { bots, colon } }: Context): string {
  return event === null ? `${bots.messages}${colon}${messages.length}` : event.type;
}

async function list(remote: Remote, flags: TurnFlags, context: Context): Promise<number> {
  const { client, signal } = remote;
  const { limit, state } = flags;
  const filter = { ...(await filterOf(remote, flags)), ...(state && { state }) };
  const { items, total, totalIsAtLeast } = await client.call('GET /turns', { query: { limit, ...filter }, signal });
  for (const turn of items) context.emit({ event: 'remote_turn', turn: { ...turn } });
  const names = await namesOf(
    'trigger',
    client,
    signal,
    items.map((one) => one.triggerId),
  );
  const words = context.texts;
  const columns = [
    { title: 'ID', keep: true },
    { title: words.remote.state },
    { title: words.bots.trigger, drop: 2 },
    { title: words.bots.event, drop: 3 },
    { title: `${words.remote.began} (UTC)`, keep: true },
    { title: words.bots.attempt, align: 'right', drop: 1 },
    { title: words.bots.lastError, drop: 4 },
  ] as const;
  const rows = items.map((one) => [
    one.id,
    words.bots.turnStates[one.state],
    names.get(one.triggerId) ?? one.triggerId,
    aboutOf(one, context),
    shortTime(one.firstAt),
    String(one.attempt),
    (stillFails(one.state) && one.lastError?.[words.language]) || '',
  ]);
  const listed = { things: 'turns', shown: items.length, total, totalIsAtLeast } as const;
  const none = Object.keys(filter).length === 0 ? words.bots.noTurnsYet : words.bots.noTurns;
  sayListed({ ...listed, columns, rows, none }, context);
  return exitCodes.done;
}

/** With what was said of it on Lark. */
async function show({ client, signal }: Remote, turn: Turn, context: Context): Promise<number> {
  const { emit, say, texts, style } = context;
  const { remote, bots, colon } = texts;
  const { items } = await client.call('GET /replies', { query: { turnId: turn.id, limit: 200 }, signal });
  emit({ event: 'remote_turn', turn: { ...turn } });
  for (const reply of items) emit({ event: 'remote_reply', reply: { ...reply } });
  sayFacts(
    turn.id,
    [
      [remote.state, standingOf(turn, texts)],
      [bots.trigger, turn.triggerId],
      [bots.version, String(turn.version)],
      [bots.session, turn.sessionId],
      [turn.event === null ? bots.messages : bots.event, turn.event?.type ?? String(turn.messages.length)],
      [`${remote.began} (UTC)`, shortTime(turn.firstAt)],
      [`${remote.ended} (UTC)`, shortTime(turn.endedAt)],
      [`${bots.nextTry} (UTC)`, turn.state === 'retrying' ? shortTime(turn.dueAt) : null],
      [`${bots.laterUntil} (UTC)`, shortTime(turn.laterUntil)],
      [bots.attempt, String(turn.attempt)],
      [bots.tokens, formatCount(turn.tokens)],
      [stillFails(turn.state) ? bots.lastError : bots.earlierError, turn.lastError?.[texts.language] ?? null],
    ],
    context,
  );
  for (const { id, kind, state, lastError } of items.toReversed()) {
    const why = lastError === null ? '' : `${colon}${lastError[texts.language]}`;
    // Of one that was stopped there is no answer, only the beginning of one.
    const what = kind === 'stream' && turn.state === 'cancelled' ? bots.answerBegun : bots.replyKinds[kind];
    say(`  ${style.dim(id)} ${bots.replyBecame(what, bots.replyStates[state])}${why}`);
  }
  return exitCodes.done;
}

/** All that the options choose, once a person has seen how many they are. */
async function replayMany(remote: Remote, flags: TurnFlags, context: Context): Promise<number> {
  const { client, signal } = remote;
  const { bots } = context.texts;
  const body = { ...(await filterOf(remote, flags)), state: replayable(flags.state), limit: mostReplayed };
  const { count } = await client.call('POST /turns/replay/plan', { body, signal });
  const isAgreed = count > 0 && (await isConfirmed(bots.replay(count), flags.yes ?? false, context));
  const done = isAgreed ? await client.call('POST /turns/replay', { body, signal }) : { count: 0 };
  context.emit({ event: 'turns_replayed', count: done.count });
  if (count === 0) context.say(bots.noneToReplay);
  else context.say(isAgreed ? bots.replayed(done.count) : bots.kept);
  if (done.count === mostReplayed) context.say(context.texts.remote.againForMore);
  return exitCodes.done;
}

/** All that are dead of those that the options choose, once a person has seen how many they are. */
async function discardMany(remote: Remote, flags: TurnFlags, context: Context): Promise<number> {
  const { client, signal } = remote;
  const { bots } = context.texts;
  const body = { ...(await filterOf(remote, flags)), limit: mostReplayed };
  const { count } = await client.call('POST /turns/discard/plan', { body, signal });
  const isAgreed = count > 0 && (await isConfirmed(bots.discard(count), flags.yes ?? false, context));
  const done = isAgreed ? await client.call('POST /turns/discard', { body, signal }) : { count: 0 };
  context.emit({ event: 'turns_discarded', count: done.count });
  if (count === 0) context.say(bots.noneToDiscard);
  else context.say(isAgreed ? bots.discarded(done.count) : bots.kept);
  if (done.count === mostReplayed) context.say(context.texts.remote.againForMore);
  return exitCodes.done;
}

/** @throws ConfigError `config.usage.invalid` for turns that have not ended */
function replayable(state: Turn['state'] = 'dead'): 'dead' | 'discarded' | 'cancelled' | 'answered' {
  if (state === 'dead' || state === 'discarded' || state === 'cancelled' || state === 'answered') return state;
  throw usageError(
    {
      en: `Turns that are ${state} are not replayed together: \`turns replay\` is of dead, discarded, cancelled or answered ones`,
      zh: `\`${state}\` 的轮次不能一起重新处理：\`turns replay\` 只用于 \`dead\`、\`discarded\`、\`cancelled\` 或 \`answered\``,
    },
    'larkstream turns',
  );
}
