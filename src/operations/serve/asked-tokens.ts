import { fromReport } from '../../model/from-report.ts';
import { Secret } from '../../model/secret.ts';
import type { AccessToken } from '../../model/service/access-token.ts';
import type { TokenSharing } from '../../open-platform/tokens/token-fetcher.ts';
import type { FromAttempt, TokenMessage } from './run-messages.ts';

/** Tokens that the process of an attempt asks its worker for: it has no store, and what one process has fetched serves all. */
export class AskedTokens {
  readonly #send: (message: FromAttempt) => void;
  readonly #asked = new Map<number, PromiseWithResolvers<AccessToken | undefined>>();
  #count = 0;

  constructor(send: (message: FromAttempt) => void) {
    this.#send = send;
  }

  /** Where the worker has none to give, the process fetches its own. */
  readonly sharing: TokenSharing = (name, fetcher) => async (call, rejected) => {
    const given = name.kind === 'tenant' ? await this.#ask(rejected) : undefined;
    return given ?? (await fetcher(call, rejected));
  };

  hear({ asked, given, error }: TokenMessage): void {
    const waiting = this.#asked.get(asked);
    this.#asked.delete(asked);
    if (error !== undefined) waiting?.reject(fromReport(error));
    else waiting?.resolve(given && { token: new Secret(given.token), expiresInMs: given.expiresInMs });
  }

  async #ask(rejected: Secret | undefined): Promise<AccessToken | undefined> {
    const asked = this.#count++;
    const answer = Promise.withResolvers<AccessToken | undefined>();
    this.#asked.set(asked, answer);
    this.#send({ kind: 'want-token', asked, rejected: rejected?.reveal() });
    return await answer.promise;
  }
}
