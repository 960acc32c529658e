import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { endpointLabel } from '../../open-platform/endpoint.ts';
import { platformCode } from '../../open-platform/error-map.ts';
import type { OpenPlatformClient } from '../../open-platform/open-platform-client.ts';
import { type JsonObject, readArray, readObjects, readTexts } from '../../util/json.ts';
import type { Problems } from '../problems.ts';
import type { AttendanceConfig } from './config.ts';
import { addDays, toDay } from './days.ts';
import { type Kind, tasksKind } from './kinds.ts';
import { halve, type Window } from './windows.ts';

/** Ids that one call takes. Source: attendance-v1 user_flows/query, user_tasks/query. */
export const idsPerCall = 50;
/** "user_id is not exist or does not have permission": one such id fails the whole call. */
const badId = 1220004;
/** All people in the call lie outside of the data range, or the app has none. */
const noRange = 1220005;
/** Whether the platform refused the people it was asked for, rather than the call. */
export function isRefusal(thrown: unknown): boolean {
  return [badId, noRange].includes(platformCode(thrown) ?? 0);
}
/** After this many failures in a row the platform is down, and smaller windows would only multiply the waiting. */
const maxTroubles = 8;

/** What an `AttendanceQuery` asks with. `nowMs` decides for which day the platform is asked which ids it refuses. */
interface AttendanceQueryOptions {
  readonly client: OpenPlatformClient;
  readonly signal: AbortSignal;
  readonly settings: AttendanceConfig;
  readonly nowMs: number;
  /** Where results that are no objects are noted; nowhere when absent. */
  readonly problems?: Problems;
}

/**
 * Asks for what some people have in a window, and copes with what makes one call of it impossible: ids that the platform
 * refuses (left out and remembered in `refused`), and windows that are too much (halved).
 */
export class AttendanceQuery {
  readonly refused: Set<string> = new Set();
  readonly #options: AttendanceQueryOptions;
  readonly #probes = new Map<string, Promise<void>>();
  #troubles = 0;

  constructor(options: AttendanceQueryOptions) {
    this.#options = options;
  }

  /** The results in one or several parts. Throws when a part could not be had. */
  async *ask(kind: Kind, ids: readonly string[], window: Window): AsyncGenerator<readonly JsonObject[], void, void> {
    const known = this.#accepted(ids);
    if (known.length === 0) return;
    let refusal: unknown;
    try {
      yield await this.#call(kind, known, window);
      return;
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      refusal = thrown;
    }
    await this.#probe(known);
    const left = this.#accepted(known);
    if (left.length === 0) return;
    if (left.length < known.length && (yield* this.#succeeds(kind, left, window))) return;
    if (left.length === known.length && platformCode(refusal) === noRange) throw refusal;
    yield* this.#bisect(kind, this.#accepted(left), window);
  }

  #accepted(ids: readonly string[]): readonly string[] {
    return this.refused.size === 0 ? ids : ids.filter((id) => !this.refused.has(id));
  }

  /**
   * Daily results can be asked for so that bad ids are named in the answer; that finds all of them with one call. Windows
   * of the same people that are refused meanwhile wait for the same answer.
   */
  async #probe(ids: readonly string[]): Promise<void> {
    const key = ids.join();
    const running = this.#probes.get(key);
    if (running !== undefined) return await running;
    const today = toDay(this.#options.nowMs);
    const probe = this.#call(tasksKind, ids, { unit: 'days', from: today, to: addDays(today, 1) }).then(
      () => undefined,
      (thrown: unknown) => {
        if (platformCode(thrown) === noRange) for (const id of ids) this.refused.add(id);
        else if (platformCode(thrown) !== badId) throw thrown;
      },
    );
    this.#probes.set(key, probe);
    try {
      await probe;
    } finally {
      this.#probes.delete(key);
    }
  }

  async *#succeeds(
    kind: Kind,
    ids: readonly string[],
    window: Window,
  ): AsyncGenerator<readonly JsonObject[], boolean, void> {
    try {
      yield await this.#call(kind, ids, window);
      return true;
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      return false;
    }
  }

  /** The ids were refused together. When one half is fine, the other must be bad and is not asked as a whole again. */
  async *#bisect(
    kind: Kind,
    ids: readonly string[],
    window: Window,
  ): AsyncGenerator<readonly JsonObject[], void, void> {
    if (ids.length <= 1) {
      for (const id of ids) this.refused.add(id);
      return;
    }
    const middle = Math.ceil(ids.length / 2);
    const [first, second] = [ids.slice(0, middle), ids.slice(middle)];
    if (yield* this.#succeeds(kind, first, window)) {
      yield* this.#bisect(kind, second, window);
      return;
    }
    yield* this.#bisect(kind, first, window);
    if (!(yield* this.#succeeds(kind, second, window))) yield* this.#bisect(kind, second, window);
  }

  /** There are no pages: a window whose answer is too large or takes too long is asked for in halves. */
  async #call(kind: Kind, ids: readonly string[], window: Window): Promise<JsonObject[]> {
    const { client, signal, settings } = this.#options;
    try {
      const data = await client.call(kind.endpoint, {
        query: { ...settings.query, ...kind.query },
        body: { user_ids: [...ids], ...kind.toBody(window) },
        signal,
        feed: 'attendance',
      });
      this.#troubles = 0;
      for (const key of ['invalid_user_ids', 'unauthorized_user_ids']) {
        for (const id of readTexts(data, key)) this.refused.add(id);
      }
      const results = readObjects(data, kind.listKey);
      const lost = readArray(data, kind.listKey).length - results.length;
      this.#options.problems?.unreadable(kind.stream.name, lost, endpointLabel(kind.endpoint));
      return results;
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      const halves = isTooMuch(error) && ++this.#troubles <= maxTroubles ? halve(window) : undefined;
      if (halves === undefined) throw error;
      const [first, second] = halves;
      return [...(await this.#call(kind, ids, first)), ...(await this.#call(kind, ids, second))];
    }
  }
}

function isTooMuch(error: LarkstreamError): boolean {
  return error.family === 'transient' && (error.code === 'lark.server.failed' || error.code === 'lark.network.failed');
}
