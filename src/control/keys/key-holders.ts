import { rest } from '../../model/clock.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Member } from '../../model/service/member.ts';
import type { ControlParts } from '../parts.ts';

/** Whoever has not been heard of for so long has ended. */
export const awayMs = 60_000;
/** A process says what it holds every few seconds; somebody may have given it the key just now. */
const settleMs = 7_000;
const lookMs = 100;

type Parts = Pick<ControlParts, 'store' | 'clock' | 'resources'>;

/** Those at work that have not said that they hold the key of this fingerprint. */
export function lackersAmong(members: readonly Member[], fingerprint: string): readonly Member[] {
  return members.filter(
    ({ silentMs, keys }) => silentMs < awayMs && keys?.held.some((key) => key.fingerprint === fingerprint) !== true,
  );
}

/**
 * Waits until every process at work has said that it holds the key, as long as it may be that it has only not said so yet.
 * @throws ConfigError `secrets.key.lacking`
 */
export async function assertHeldByAll({ store, clock, resources }: Parts, id: string): Promise<void> {
  const wanted = resources.keys.prints().find((key) => key.id === id)?.fingerprint ?? '';
  const until = clock.elapsed() + settleMs;
  const heardAt = new Map<string, number>();
  for (;;) {
    const lacking = lackersAmong(await store.members.list(), wanted);
    if (lacking.length === 0) return;
    for (const member of lacking) if (!heardAt.has(member.id)) heardAt.set(member.id, member.seenAt);
    const maySayIt = lacking.some((member) => heardAt.get(member.id) === member.seenAt);
    if (!maySayIt || clock.elapsed() >= until) throw lackedBy(id, lacking);
    await rest(clock, lookMs);
  }
}

function lackedBy(id: string, members: readonly Member[]): ConfigError {
  const names = members.map(({ host, pid }) => `${host} (${pid})`);
  return new ConfigError({
    code: 'secrets.key.lacking',
    message: {
      en: `Processes of the service at work do not hold key ${id}: ${names.join(', ')}`,
      zh: `正在工作的服务进程没有主密钥 ${id}：${names.join('、')}`,
    },
    details: { workers: members.map((member) => member.id) },
  });
}
