import type { Account } from '../../../../src/model/service/account.ts';
import type { Sent, TestApi } from '../../../support/service-api.ts';

/** Who sends the requests: an administrator, who signs in with a password. */
export interface Walker {
  readonly account: Account;
  readonly secret: string;
}
export const walkerPassword = 'correct horse battery';

/** A request that is answered well: what is in its path, what it carries. */
export interface GoodRequest extends Omit<Sent, 'as'> {
  readonly params?: Readonly<Record<string, string>>;
}

/** Makes what the request needs. */
export type Arrange = (it: TestApi, walker: Walker) => Promise<GoodRequest>;

/** How to call routes well: `METHOD /path` → what the request carries, after making what that needs. */
export type GoodRequests = Readonly<Record<string, Arrange>>;

export const nothing: Arrange = async () => ({});
export const unique = (): string => crypto.randomUUID().slice(0, 8);
