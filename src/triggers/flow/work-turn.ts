import { ConfigError, StoppedError, TransientError } from '../../model/errors.ts';
import type { AnswerShow } from '../../model/triggers/answer-show.ts';
import type { HandlerRequest, HandlerTools, ReplyPart } from '../../model/triggers/handler.ts';
import type { StoredTurn } from '../../model/triggers/turn-table.ts';
import { openTurn } from '../bodies/sealed-rows.ts';
import { afterFailure, mayBeTried } from '../turns/after-failure.ts';
import { Answer } from './answer.ts';
import { AnswerWriter, answerRow } from './answer-writer.ts';
import { buildRequest, buildSteer, peopleOf } from './build-request.ts';
import { type EndOutcome, endAnswered, endFailed, reactionRow } from './end-turn.ts';
import type { FlowParts, Speaks } from './flow-parts.ts';
import { loadWork, type Work } from './load-work.ts';
import { ProvisionFailure, provisioned } from './provision-user.ts';
import { showOf } from './with-answer.ts';

const megabyte = 1_000_000;

/** Why the work on a turn is ended from outside: somebody has stopped or taken it, or the process is to end. */
export class TurnLost extends Error {}

/** A turn that is being worked on. */
export interface TurnAtWork {
  readonly signal: AbortSignal;
  /** Resolves when there may be more messages than were given to the handler. */
  onBeat(listener: () => void): void;
  /** Where it is known already. */
  readonly speaks?: Speaks | undefined;
}

/** Works on one turn that was claimed, until it has ended, is put off, or is somebody else's. Failures of the store are thrown: the lease tells others. */
export async function workTurn(parts: FlowParts, stored: StoredTurn, at: TurnAtWork): Promise<EndOutcome> {
  const { store } = parts;
  const work = await loadOrEnd(parts, stored, at.speaks);
  if (work === undefined) return 'ended';
  // With the first attempt nothing can have been said.
  const rows = stored.attempt === 1 ? [] : await store.outbox.ofTurn(stored.id);
  let people: AnswerShow['people'] = [];
  const meetPeople = async (): Promise<void> => {
    // For their names alone, what the handler has done is not thrown away: then nobody is called.
    people = await peopleOf(parts, work).catch(() => []);
  };
  const answer = new Answer(work.app.messenger);
  const writer = new AnswerWriter(
    parts,
    work,
    answerRow(stored.id, rows),
    () => showOf(work, answer, people),
    at.signal,
  );
  if (!mayBeTried(stored)) return await fail(parts, work, { thrown: lostEachTime(), writer, text: '' });
  const sign = await reactionRow(parts, work, 'react');
  if (sign !== undefined) await store.outbox.add([sign]);
  const hearing = new Hearing(stored.messages.length);
  if (stored.attempt === 1) parts.tally?.measure('asked', (await store.now()) - stored.firstAt);
  try {
    await new Conversation({ parts, work, answer, writer, hearing, at, meetPeople }).run();
    await writer.stop();
    await keepTokens(parts, stored, answer);
  } catch (thrown) {
    await writer.stop();
    await keepTokens(parts, stored, answer);
    if (at.signal.aborted) return await leave(parts, work);
    if (!(thrown instanceof HandlerFailure)) throw thrown;
    return await fail(parts, work, { thrown: thrown.cause, writer, text: answer.text });
  }
  const before = new Set(rows.map(({ id }) => id));
  const outcome = await endAnswered(parts, work, { answer, writer, before, ...hearing });
  // It was said in the last moment: all of it is worked on again, in the same row, which is not final.
  if (outcome === 'more')
    await store.turns.end(stored, { state: 'ready', dueAt: await store.now() }, await store.now());
  return outcome;
}

/** Before the turn ends: the next one of its session knows of it. Of what is not complete, too, for it was used. */
async function keepTokens({ store }: FlowParts, { id }: StoredTurn, { tokens }: Answer): Promise<void> {
  if (tokens > 0) await store.turns.addTokens(id, tokens);
}

/** What a handler has thrown, told from what befell us. */
class HandlerFailure extends Error {}

/** How many messages of the turn the handler has, and whether it answers later. */
class Hearing {
  heard: number;
  isLater = false;

  constructor(heard: number) {
    this.heard = heard;
  }
}

interface ConversationParts {
  readonly parts: FlowParts;
  readonly work: Work;
  readonly answer: Answer;
  readonly writer: AnswerWriter;
  readonly hearing: Hearing;
  readonly at: TurnAtWork;
  /** Of an answer: whom it may call. Who says nothing need not be waited for. */
  readonly meetPeople: () => Promise<void>;
}

/** The handler at work, and what is said meanwhile. */
class Conversation {
  readonly #given: ConversationParts;
  #steering: Promise<void> | undefined;
  #met: Promise<void> | undefined;
  #failed: unknown;

  constructor(given: ConversationParts) {
    this.#given = given;
  }

  async run(): Promise<void> {
    const { parts, work, at } = this.#given;
    if (work.handler.takesSteering && work.version.settings.busy === 'steer') at.onBeat(() => this.#listen());
    await this.#ask(await this.#provisioned(await buildRequest(parts, work)));
    await this.#steering;
    if (this.#failed !== undefined) throw this.#failed;
  }

  async #provisioned(request: HandlerRequest): Promise<HandlerRequest> {
    const { parts, work, at } = this.#given;
    try {
      return await provisioned(parts, work, request, at.signal);
    } catch (thrown) {
      if (!(thrown instanceof ProvisionFailure)) throw thrown;
      throw new HandlerFailure('The handler could not tell its id of the person', { cause: thrown.cause });
    }
  }

  #listen(): void {
    this.#steering ??= this.#steer()
      .catch((thrown: unknown) => {
        this.#failed = thrown;
      })
      .finally(() => {
        this.#steering = undefined;
      });
  }

  async #steer(): Promise<void> {
    const { parts, work, hearing } = this.#given;
    const current = await parts.store.turns.find(work.stored.id);
    if (current === undefined || current.messages.length <= hearing.heard) return;
    const fresh = { ...current, messages: current.messages.slice(hearing.heard) };
    const { messages } = await openTurn(parts.bodies, fresh);
    await this.#ask(await buildSteer(parts, work, messages));
    hearing.heard = current.messages.length;
  }

  async #ask(request: HandlerRequest): Promise<void> {
    const { work, answer, writer, hearing, at, meetPeople } = this.#given;
    const parts = ofHandler(work.handler.handler.handle(request, toolsOf(work, at.signal)), at.signal);
    for await (const part of parts) {
      at.signal.throwIfAborted();
      if (part.kind === 'later') {
        hearing.isLater = true;
        return;
      }
      this.#met ??= meetPeople();
      await this.#met;
      await taken(answer, part);
      if (work.version.settings.reply.streaming) writer.grow(answer.shown);
    }
    at.signal.throwIfAborted();
  }
}

/** What Lark does not take of an answer (an image without the scope for it, a file that is too large) is judged like a failure of its handler. */
async function taken(answer: Answer, part: ReplyPart): Promise<void> {
  try {
    await answer.take(part);
  } catch (thrown) {
    if (thrown instanceof StoppedError) throw thrown;
    throw new HandlerFailure('A piece of the answer could not be taken', { cause: thrown });
  }
}

/** Piece by piece, until the signal: whoever does not heed it is not waited for. */
async function* ofHandler<T>(parts: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = parts[Symbol.asyncIterator]();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  aborted.promise.catch(() => {});
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted.promise]).catch((thrown: unknown) => {
        throw signal.aborted ? signal.reason : new HandlerFailure('The handler has failed', { cause: thrown });
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

function toolsOf({ app, version }: Work, signal: AbortSignal): HandlerTools {
  const mostBytes = version.settings.history.attachmentMegabytes * megabyte;
  return {
    signal,
    download: async (messageId, attachment) => await app.messenger.download(messageId, attachment, mostBytes),
  };
}

/** Without anything to work on, or anybody to do it, it ends at once. */
async function loadOrEnd(parts: FlowParts, stored: StoredTurn, speaks: Speaks | undefined): Promise<Work | undefined> {
  const { turns } = parts.store;
  const now = await parts.store.now();
  try {
    const work = await loadWork(parts, stored, speaks);
    if (work === undefined) await turns.end(stored, { state: 'cancelled' }, now);
    return work;
  } catch (thrown) {
    // A store that is away is nobody's fault: the lease tells others.
    if (!(thrown instanceof ConfigError)) throw thrown;
    const { end } = afterFailure({ turn: stored, thrown, now, random: parts.random, staleMs: 0 });
    if (await turns.end(stored, end, now)) parts.tally?.count('turn', stored.triggerId, end.state);
    return undefined;
  }
}

/** Of what was stopped, the sign on the message goes, too. */
async function leave(parts: FlowParts, work: Work): Promise<EndOutcome> {
  const current = await parts.store.turns.find(work.stored.id);
  const sign = current?.state === 'cancelled' ? await reactionRow(parts, work, 'unreact') : undefined;
  if (sign !== undefined) await parts.store.outbox.add([sign]);
  return 'lost';
}

async function fail(
  parts: FlowParts,
  work: Work,
  { thrown, writer, text }: { readonly thrown: unknown; readonly writer: AnswerWriter; readonly text: string },
): Promise<EndOutcome> {
  const now = await parts.store.now();
  const { staleMs } = work.version.settings;
  const after = afterFailure({ turn: work.stored, thrown, now, random: parts.random, staleMs });
  const outcome = await endFailed(parts, work, { after, writer, text });
  if (outcome === 'ended') parts.tally?.count('turn', work.stored.triggerId, after.end.state);
  return outcome;
}

/** No failure that anybody could judge: each time the process was gone, perhaps because of this very turn. */
function lostEachTime(): TransientError {
  const message = { en: 'Its worker was lost each time', zh: '每次处理时工作进程都中断了' };
  return new TransientError({ code: 'handler.failed', message });
}
