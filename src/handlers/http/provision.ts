import { z } from 'zod';
import { type Clock, rest } from '../../model/clock.ts';
import { TransientError } from '../../model/errors.ts';
import type { Secret } from '../../model/secret.ts';
import type { AskedPerson, Provision } from '../../model/triggers/provision.ts';
import { type GuardedRequestParts, guardedRequest } from '../../outbound/guarded-request.ts';
import { webhookHeaders } from '../../outbound/webhook-signature.ts';
import { parsedAs, parsedText } from '../forms/answer.ts';
import { errorOfStatus } from '../http-status.ts';
import { explained } from '../refusals.ts';

/** Where people are looked up, and what becomes of a message when that fails. */
export interface ProvisionOptions {
  readonly url: string;
  /** Of Standard Webhooks, as for turns. */
  readonly keys: readonly Secret[];
  readonly mayGoOn: boolean;
}

interface ProvisionParts extends GuardedRequestParts {
  readonly clock: Clock;
}

const timeoutMs = 10_000;
const maxAnswerBytes = 64 * 1024;
/** Between the tries: a person waits meanwhile. */
const pausesMs = [300, 1_500] as const;
const answer = z.object({ userId: z.string().min(1).max(200).nullable() });

/** A URL that gives the handler's own id of a person. It is asked under an id that is the same for a person, however often. */
export function createProvision({ url, keys, mayGoOn }: ProvisionOptions, parts: ProvisionParts): Provision {
  const { host } = new URL(url);
  const ask = async (person: AskedPerson, signal: AbortSignal): Promise<string | undefined> => {
    const { id, ...told } = person;
    const body = JSON.stringify({ kind: 'provision', ...told });
    const timestamp = Math.floor(parts.clock.now() / 1000);
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const request = {
      ...({ method: 'POST', body, signal, timeoutMs, maxAnswerBytes } as const),
      headers: { ...headers, ...webhookHeaders({ id, timestamp, body, keys }) },
    };
    const { status, headers: given, body: said } = await guardedRequest(url, request, parts);
    if (status === 204) return undefined;
    if (status !== 200) throw errorOfStatus(status, { host, headers: given, now: parts.clock.now() });
    return parsedAs(answer, parsedText(said.toString('utf8'))).userId ?? undefined;
  };
  return {
    mayGoOn,
    idOf: async (person, signal) => {
      for (let at = 0; ; at += 1) {
        try {
          return await ask(person, signal);
        } catch (thrown) {
          const error = explained(thrown);
          const pause = pausesMs[at];
          if (signal.aborted || pause === undefined || !(error instanceof TransientError)) throw error;
          await rest(parts.clock, pause, signal);
        }
      }
    },
  };
}
