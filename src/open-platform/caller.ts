import type { CallPurpose } from '../model/call-purpose.ts';
import { type Clock, momentOf } from '../model/clock.ts';
import { LarkstreamError, StoppedError, toLarkstreamError } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';
import { LostAnswer } from '../outbound/lost-answer.ts';
import type { HttpAnswer, Transport } from '../outbound/transport.ts';
import { closeAll } from '../util/close-all.ts';
import { orAborted } from '../util/or-aborted.ts';
import { type Accepted, type Answer, readAnswer } from './answer.ts';
import type { CallOptions } from './call.ts';
import { type CallListener, CallReporter } from './call-reporter.ts';
import { clientClosed } from './client-closed.ts';
import type { Endpoint } from './endpoint.ts';
import { isTokenEndpoint } from './endpoints/auth.ts';
import { type ErrorContext, type Failure, lostFailure, refusalFailure, unreadableFailure } from './error-map.ts';
import { Governor, type Permit } from './limits/governor.ts';
import { QuotaCircuit } from './quota-circuit.ts';
import { requestParts } from './request-parts.ts';
import { pauseKeyOf, requestPath, subjectOf } from './request-path.ts';
import { type Retry, RetryHistory } from './retry.ts';
import { type FetchedToken, TokenCache } from './tokens/token-cache.ts';
import { type AppSecret, customAppToken, type TokenFetcher } from './tokens/token-fetcher.ts';

/** The app, and how its token is obtained. */
export interface AppCredentials extends AppSecret {
  /** How tokens are come by; as a custom app does when absent. */
  readonly fetchToken?: TokenFetcher | undefined;
  /** What besides secret and tokens must be kept out of texts. */
  readonly otherSecrets?: (() => readonly Secret[]) | undefined;
}

interface CallerOptions {
  readonly transport: Pick<Transport, 'send' | 'close'>;
  readonly credentials: AppCredentials;
  readonly errors: Omit<ErrorContext, 'subject'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly rateLimitScale: number;
  readonly retryBudgetMs: number;
}

/** One call, over all its attempts. */
interface CallState {
  /** When it was sent for the first time. */
  since: number | undefined;
  readonly endpoint: Endpoint;
  readonly options: CallOptions;
  readonly path: string;
  readonly order: number;
  readonly feed: string;
  readonly purpose: CallPurpose;
  readonly listener: CallListener | undefined;
  readonly history: RetryHistory;
  readonly maxTriesFor: (code: number | undefined) => number;
  hasReplayed: boolean;
}

/** What one call overrides of the client's defaults. */
export interface CallContext {
  /** Observes the call; all listeners do when absent. */
  readonly listener?: CallListener | undefined;
  /** Bounds the repetitions after a code where the caller knows something better than repeating. */
  readonly maxTriesFor?: CallState['maxTriesFor'] | undefined;
  /** How long it may be repeated in all; as the client's calls are when absent. */
  readonly retryBudgetMs?: number | undefined;
}

interface Attempt {
  readonly permit: Permit;
  /** Undefined for the call that fetches it. */
  readonly token: Secret | undefined;
  readonly result: Accepted | Failure;
}

/** Until the platform has answered once, an address that does not answer is more likely wrong than out of order. */
const triesBeforeFirstAnswer = 3;

/** Makes calls: waits for its turn, attaches the token, judges the answer, repeats what is worth it. */
export class Caller {
  readonly #options: CallerOptions;
  /** Users join it with the share of the limits that they ask for. */
  readonly governor: Governor;
  readonly #circuit = new QuotaCircuit();
  readonly #closing = new AbortController();
  readonly #reporter: CallReporter;
  /** Endpoints that have answered in this run as documented. */
  readonly #wellKnown = new Set<Endpoint>();
  readonly tokens: TokenCache;
  #order = 0;
  #hasBeenAnswered = false;

  constructor(options: CallerOptions) {
    this.#options = options;
    const { clock, rateLimitScale } = options;
    this.#reporter = new CallReporter(clock);
    this.governor = new Governor({
      scale: rateLimitScale,
      clock,
      onWaiting: (endpoint, waiting) => {
        this.#reporter.notify(undefined, (observer) => observer.onWaiting?.({ endpoint, ...waiting }));
      },
    });
    this.tokens = new TokenCache({
      clock,
      fetchToken: (_, rejected) => this.fetchToken(rejected),
      onEarlyRenewalFailed: (error) => this.#reporter.reportRenewalFailure(error),
    });
  }

  /** Reports to it its own calls and what is done for all, until the returned function is called. */
  attach(listener: CallListener): () => void {
    return this.#reporter.attach(listener);
  }

  /** The accepted answer. Throws a `LarkstreamError` for everything else. */
  async call(endpoint: Endpoint, options: CallOptions, context: CallContext = {}): Promise<Accepted> {
    this.#order += 1;
    const { listener, maxTriesFor = () => Number.POSITIVE_INFINITY } = context;
    const budgetMs = options.retryBudgetMs ?? context.retryBudgetMs ?? this.#options.retryBudgetMs;
    const state: CallState = {
      endpoint,
      options,
      path: requestPath(endpoint, options),
      order: this.#order,
      feed: options.feed ?? 'client',
      purpose: options.purpose ?? 'exact',
      listener,
      since: undefined,
      history: new RetryHistory({ budgetMs, random: this.#options.random }),
      maxTriesFor,
      hasReplayed: false,
    };
    try {
      for (;;) {
        const accepted = await this.#once(state);
        if (accepted !== undefined) return accepted;
      }
    } catch (error) {
      throw this.#stopReason(options.signal) ?? toLarkstreamError(error);
    }
  }

  /** Gets a token, for any later call. */
  async authenticate(signal: AbortSignal | undefined): Promise<void> {
    try {
      await orAborted(this.tokens.get(), signal);
    } catch (error) {
      throw this.#stopReason(signal) ?? toLarkstreamError(error);
    }
  }

  async close(): Promise<void> {
    await closeAll(
      () => this.#closing.abort(clientClosed()),
      () => this.governor.refuse(() => true, this.#closing.signal.reason),
      () => this.#options.transport.close(),
    );
  }

  /** One attempt and what follows from it; undefined when the call is to be repeated now. */
  async #once(state: CallState): Promise<Accepted | undefined> {
    const { permit, token, result } = await this.#attempt(state);
    let delayMs: number;
    try {
      if ('kind' in result) return result;
      delayMs = this.#react(state, result, { permit, token });
    } finally {
      permit.end();
    }
    if (delayMs > 0) await this.#sleep(state, delayMs);
    return undefined;
  }

  async #attempt(state: CallState): Promise<Attempt> {
    const { endpoint, options, order } = state;
    this.#refuseIfStopped(endpoint);
    const permit = await this.governor.acquire(endpoint, {
      priority: options.priority ?? 0,
      order,
      ...pauseKeyOf(options),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    try {
      this.#reporter.reportWait(state, permit);
      this.#refuseIfStopped(endpoint);
      const token = isTokenEndpoint(endpoint) ? undefined : await orAborted(this.tokens.get(), options.signal);
      return { permit, token, result: await this.#exchange(state, permit, token) };
    } catch (error) {
      permit.end();
      throw error;
    }
  }

  async #exchange(state: CallState, permit: Permit, token: Secret | undefined): Promise<Accepted | Failure> {
    const { endpoint, options, path } = state;
    const { clock, transport, errors } = this.#options;
    const sentAt = momentOf(clock);
    state.since ??= sentAt.elapsed;
    let received: HttpAnswer | undefined;
    let result: Accepted | Failure;
    try {
      received = await transport.send({
        method: endpoint.method,
        path,
        ...requestParts(endpoint, options, token),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onWritten: permit.written,
        onAnswered: permit.answered,
      });
      this.#hasBeenAnswered = true;
      result = this.#judge(state, readAnswer(received, options, endpoint));
    } catch (error) {
      if (!(error instanceof LostAnswer)) throw error;
      result = lostFailure(endpoint, error, { ...errors, subject: subjectOf(options) });
    }
    this.#reporter.reportCall(state, { waitedMs: permit.waitedMs, sentAt, received, result });
    return result;
  }

  #judge({ endpoint, options }: CallState, answer: Answer): Accepted | Failure {
    // What refuses in JSON is the platform as well.
    const hasAnsweredWell = this.#wellKnown.has(endpoint);
    if (answer.kind !== 'unreadable') this.#wellKnown.add(endpoint);
    if (answer.kind === 'accepted') return answer;
    const context = { ...this.#options.errors, subject: subjectOf(options) };
    if (answer.kind === 'refused') return refusalFailure(endpoint, answer, context);
    return unreadableFailure(endpoint, answer, { ...context, hasAnsweredWell });
  }

  /** How long to wait before the call is repeated; throws the failure's error when it is not. */
  #react(state: CallState, failure: Failure, { permit, token }: Pick<Attempt, 'permit' | 'token'>): number {
    const { clock } = this.#options;
    const now = clock.elapsed();
    const { reaction } = failure.rule;
    if (reaction === 'replay' && token !== undefined) {
      this.tokens.invalidate(token);
      if (!state.hasReplayed) {
        state.hasReplayed = true;
        this.#reportRetry(state, failure, { delayMs: 0, pause: 'none', maxTries: undefined, until: now });
        return 0;
      }
    }
    if (reaction === 'quota') {
      this.#circuit.open(failure.error, momentOf(clock));
      this.governor.refuse((endpoint) => this.#circuit.counts(endpoint), failure.error);
    }
    const isTooEarly = failure.isLost && !this.#hasBeenAnswered;
    const tries = isTooEarly ? triesBeforeFirstAnswer : state.maxTriesFor(failure.code);
    const retry = state.history.next(failure, now, tries);
    const untilMs = now + (retry?.delayMs ?? failure.retryAfterMs ?? 1000);
    const { pauseKey } = pauseKeyOf(state.options);
    if (reaction === 'contention' && pauseKey !== undefined) this.governor.pauseKey(pauseKey, untilMs);
    else if (reaction === 'throttle' || reaction === 'contention') permit.throttled(untilMs);
    if (retry === undefined) {
      // An answer that stays unreadable is not transient: the next call retries less.
      if (reaction === 'several') this.#wellKnown.delete(state.endpoint);
      throw failure.error;
    }
    this.#reportRetry(state, failure, retry);
    // A pause delays this call as well, and its wait is reported.
    return reaction === 'throttle' || reaction === 'contention' ? 0 : retry.delayMs;
  }

  async #sleep(state: CallState, ms: number): Promise<void> {
    const { signal } = state.options;
    const { signal: closing } = this.#closing;
    await this.#options.clock.sleep(ms, signal === undefined ? closing : AbortSignal.any([signal, closing]));
    this.#reporter.notify(state.listener, (observer) => observer.onWait?.({ ...state, ms, reason: 'retry' }));
  }

  #refuseIfStopped(endpoint: Endpoint): void {
    this.#closing.signal.throwIfAborted();
    const refusal = this.#circuit.refusal(endpoint, this.#options.clock);
    if (refusal !== undefined) throw refusal;
  }

  /** Why the call ended, when it was the caller or the closing of the client that ended it. */
  #stopReason(signal: AbortSignal | undefined): LarkstreamError | undefined {
    if (this.#closing.signal.aborted) signal = this.#closing.signal;
    if (signal === undefined || !signal.aborted) return undefined;
    const { reason } = signal;
    return reason instanceof LarkstreamError
      ? reason
      : new StoppedError({ code: 'run.stopped', message: { en: 'The call was stopped.', zh: '调用已停止。' } });
  }

  /** A token for somebody else: as if it was the first that is needed. */
  fetchToken(rejected?: Secret): Promise<FetchedToken> {
    const { credentials } = this.#options;
    const fetchToken = credentials.fetchToken ?? customAppToken(credentials);
    return fetchToken(async (endpoint, body) => (await this.call(endpoint, { body, feed: 'token' })).body, rejected);
  }

  #reportRetry(state: CallState, failure: Failure, retry: Retry): void {
    const attempt = state.history.retries + (state.hasReplayed ? 1 : 0);
    const since = state.since ?? this.#options.clock.elapsed();
    this.#reporter.reportRetry({ ...state, since }, failure, { ...retry, attempt });
  }
}
