import { must } from '../../model/errors.ts';
import type { Handler, HandlerRequest, HandlerTools, ReplyPart } from '../../model/triggers/handler.ts';
import { type HandlerAnswer, partsOfAnswer } from '../../model/triggers/handler-answer.ts';
import { Channel } from '../../util/channel.ts';
import { isObject, type JsonObject, type JsonValue, readObject, readText } from '../../util/json.ts';
import { answerForm, parsedAs } from '../forms/answer.ts';

/** What a listener has at hand. An answer is what it says until its promise resolves. */
export interface TurnContext {
  /** All that is known of the turn. */
  readonly request: HandlerRequest;
  /** As people read it. */
  readonly text: string;
  readonly user: HandlerRequest['user'];
  readonly session: HandlerRequest['session'];
  /** Aborted when the question was recalled, somebody said `/stop`, or time is up. */
  readonly signal: AbortSignal;
  readonly download: HandlerTools['download'];
  /** Adds a paragraph in markdown, or an answer with buttons and files. */
  say(answer: string | HandlerAnswer): Promise<void>;
  /** Adds a piece of text just as it is: for what comes bit by bit. */
  write(text: string): Promise<void>;
  /** All of the text anew. */
  replace(text: string): Promise<void>;
  /** What is done meanwhile: shown until the answer is complete. */
  progress(text: string): Promise<void>;
  /** The answer comes later, by `request.replyHandle`. */
  later(): Promise<void>;
}

/** Of a message: what a pattern has found in it. */
export interface MessageContext extends TurnContext {
  readonly message: HandlerRequest['messages'][number];
  readonly matches: RegExpExecArray | undefined;
}

/** Of an event that is no message. */
export interface EventContext extends TurnContext {
  readonly event: NonNullable<HandlerRequest['event']>;
}

/** Of a button that somebody has pressed. */
export interface CardActionContext extends TurnContext {
  readonly action: { readonly id: string; readonly value: JsonObject };
}

/** Goes around all listeners: what is done before and after `next`. */
export type Middleware = (context: TurnContext, next: () => Promise<void>) => Promise<void> | void;

/** What is called with a message, an event or a press. */
export type Listener<Context> = (context: Context) => Promise<void> | void;

/** Functions that answer. For one turn the first listener that fits is called, in the order in which they were added. */
export interface Agent {
  readonly handler: Handler;
  use(middleware: Middleware): void;
  /** Messages that hold the text, or match the expression; all where neither is given. */
  onMessage(listener: Listener<MessageContext>): void;
  onMessage(pattern: string | RegExp, listener: Listener<MessageContext>): void;
  /** Events of the type; with `*` at the end all that begin so. */
  onEvent(type: string, listener: Listener<EventContext>): void;
  /** Presses of the button with the id. */
  onCardAction(id: string | RegExp, listener: Listener<CardActionContext>): void;
}

/** Calls its listener when the turn is one for it. */
type Rule = (context: TurnContext) => Promise<boolean>;

/**
 * An agent without listeners: it answers nothing until some are added.
 *
 * @example
 * ```ts
 * import { createAgent } from 'larkstream/agents';
 *
 * const agent = createAgent();
 * agent.use(async ({ request }, next) => {
 *   await next();
 *   console.log(request.id, 'is done');
 * });
 * agent.onMessage(/order (\d+)/, async ({ matches, progress, say }) => {
 *   await progress('Looking');
 *   await say({ text: `Order ${matches?.[1]} is on its way.`, buttons: [{ id: 'cancel', text: 'Cancel' }] });
 * });
 * agent.onMessage(({ say, user }) => say(`Hello ${user?.name ?? 'there'}!`));
 * agent.onCardAction('cancel', ({ say }) => say('It is cancelled.'));
 * agent.onEvent('im.chat.member.bot.added_v1', ({ say }) => say('Thank you for having me.'));
 * ```
 */
export function createAgent(): Agent {
  const rules: Rule[] = [];
  const around: Middleware[] = [];
  return {
    handler: { handle: (request, tools) => answerOf(request, tools, { rules, around }) },
    use: (middleware) => void around.push(middleware),
    onMessage: (first: string | RegExp | Listener<MessageContext>, second?: Listener<MessageContext>) => {
      if (typeof first === 'function') rules.push(messageRule(undefined, first));
      else rules.push(messageRule(first, must(second, 'The listener of messages')));
    },
    onEvent: (type, listener) => void rules.push(eventRule(type, listener)),
    onCardAction: (id, listener) => void rules.push(actionRule(id, listener)),
  };
}

function messageRule(pattern: string | RegExp | undefined, listener: Listener<MessageContext>): Rule {
  return async (context) => {
    const { kind, messages, event } = context.request;
    const message = messages.at(-1);
    if (event !== undefined || kind === 'card_action' || message === undefined) return false;
    // An expression that goes on from its last match would find each second message only.
    const matches =
      pattern instanceof RegExp
        ? new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(context.text)
        : null;
    if (pattern instanceof RegExp ? matches === null : !context.text.includes(pattern ?? '')) return false;
    await listener({ ...context, message, matches: matches ?? undefined });
    return true;
  };
}

function eventRule(type: string, listener: Listener<EventContext>): Rule {
  return async (context) => {
    const { event, kind } = context.request;
    if (event === undefined || kind === 'card_action') return false;
    if (type.endsWith('*') ? !event.type.startsWith(type.slice(0, -1)) : event.type !== type) return false;
    await listener({ ...context, event });
    return true;
  };
}

function actionRule(wanted: string | RegExp, listener: Listener<CardActionContext>): Rule {
  return async (context) => {
    const { event, kind } = context.request;
    const action = kind === 'card_action' ? actionOf(event?.body) : undefined;
    if (action === undefined) return false;
    if (typeof wanted === 'string' ? action.id !== wanted : action.id.search(wanted) === -1) return false;
    await listener({ ...context, action });
    return true;
  };
}

/** The button of our own cards (`triggers/replies/buttons.ts`), or `{id, value}`. */
function actionOf(body: JsonValue | undefined): CardActionContext['action'] | undefined {
  if (!isObject(body)) return undefined;
  const pressed = isObject(body.action) ? readObject(readObject(body, 'action'), 'value') : body;
  const id = readText(pressed, 'button') ?? readText(pressed, 'id');
  return id === null ? undefined : { id, value: readObject(pressed, 'value') };
}

/** Pieces that wait to be read: who writes faster waits. */
const mostWaiting = 64;

async function* answerOf(
  request: HandlerRequest,
  tools: HandlerTools,
  { rules, around }: { readonly rules: readonly Rule[]; readonly around: readonly Middleware[] },
): AsyncGenerator<ReplyPart, void, void> {
  tools.signal.throwIfAborted();
  const parts = new Channel<ReplyPart>(mostWaiting);
  const onAbort = (): void => parts.fail(tools.signal.reason);
  tools.signal.addEventListener('abort', onAbort, { once: true });
  const context = contextOf(request, tools, (part) => parts.push(part));
  const listen = async (): Promise<void> => {
    for (const rule of rules) if (await rule(context)) return;
  };
  const all = around.reduceRight<() => Promise<void>>(
    (next, middleware) => async () => middleware(context, next),
    listen,
  );
  all().then(
    () => parts.close(),
    (thrown: unknown) => parts.fail(thrown),
  );
  try {
    yield* parts;
  } finally {
    tools.signal.removeEventListener('abort', onAbort);
  }
}

function contextOf(
  request: HandlerRequest,
  { signal, download }: HandlerTools,
  push: (part: ReplyPart) => Promise<void>,
): TurnContext {
  let hasText = false;
  const text = async (added: string, before: string): Promise<void> => {
    if (added === '') return;
    const whole = hasText ? before + added : added;
    hasText = true;
    await push({ kind: 'text', text: whole });
  };
  return {
    request,
    text: request.text,
    user: request.user,
    session: request.session,
    signal,
    download,
    say: async (answer) => {
      const parts = partsOfAnswer(parsedAs(answerForm, typeof answer === 'string' ? { text: answer } : answer));
      for (const part of parts) await (part.kind === 'text' ? text(part.text, '\n\n') : push(part));
    },
    write: (added) => text(added, ''),
    replace: async (all) => {
      hasText = all !== '';
      await push({ kind: 'replace', text: all });
    },
    progress: (words) => push({ kind: 'progress', text: words }),
    later: () => push({ kind: 'later' }),
  };
}
