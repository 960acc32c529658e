import type { ControlParts } from '../../control/parts.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { parseJson } from '../../util/json.ts';

interface Creation {
  readonly key: string;
  readonly actor: string;
  /** Of method, path and body. */
  readonly hash: string;
  readonly requestId: string | undefined;
  readonly shownOnce: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Does the work unless a request with its key was answered before: that answer is given again. Work that is refused leaves
 * nothing, so that the request can be repeated; of work that failed the audit tells whether it was done.
 * @throws ConfigError `api.key.reused`, `api.answer.lost`
 */
export async function answerOnce(
  { store, clock }: Pick<ControlParts, 'store' | 'clock'>,
  { key, actor, hash, requestId, shownOnce }: Creation,
  work: () => Promise<Answer>,
): Promise<Answer & { readonly isRepeated: boolean }> {
  const found = await store.answers.begin({ key, actor, hash, requestId, now: clock.now() });
  if (found === 'other') throw reused({ en: 'The key came before with another request', zh: '该键曾用于另一请求' });
  if (found === 'busy') throw reused({ en: 'A request with the key is under way', zh: '使用该键的请求正在处理中' });
  if (found !== 'new' && 'lostId' in found) throw answerLost(found.lostId);
  if (found !== 'new') return { ...found, isRepeated: true };
  const answer = await work().catch(async (thrown: unknown) => {
    // What a person can mend was refused before anything was written. Anything else may have happened behind the commit: the audit tells.
    if (toLarkstreamError(thrown).family === 'config') await store.answers.forget(key, actor);
    else await store.answers.abandon(key, actor);
    throw thrown;
  });
  const kept = (name: string, value: unknown): unknown => (name === shownOnce ? null : value);
  const body = parseJson(JSON.stringify(answer.body ?? null, kept));
  await store.answers.finish(key, actor, { status: answer.status, body });
  return { ...answer, isRepeated: false };
}

function reused(message: Message): ConfigError {
  return new ConfigError({ code: 'api.key.reused', message });
}

function answerLost(id: string): ConfigError {
  return new ConfigError({
    code: 'api.answer.lost',
    message: { en: `The request was done on “${id}”, but never answered`, zh: `请求已在“${id}”上完成，但未曾答复` },
    details: { id },
  });
}
