import { ConfigError } from '../model/errors.ts';
import { LostAnswer } from '../outbound/lost-answer.ts';
import { explained, failed } from './refusals.ts';

/** Does something with the first server that can be reached. What a server itself says counts: another one would say the same. */
export async function firstThatWorks<Server, T>(
  servers: readonly Server[],
  work: (server: Server) => Promise<T>,
): Promise<T> {
  let last: unknown;
  for (const server of servers) {
    try {
      return await work(server);
    } catch (thrown) {
      const isUnreached =
        thrown instanceof LostAnswer || (thrown instanceof ConfigError && thrown.code === 'serve.host.refused');
      if (!isUnreached) throw thrown;
      last = thrown;
    }
  }
  throw explained(last ?? failed({ en: 'No server is named', zh: '未指定服务器' }));
}
