import type { ControlParts } from '../parts.ts';

/** A secret that is set while its page has gone by is found in the next round; nobody sets some in all of them. */
const maxRounds = 10;

type Parts = Pick<ControlParts, 'store' | 'openVault' | 'resources'>;

/**
 * Wraps all secrets with the current master key, and says how many it was. Each page is done while nobody else changes keys or secrets: of
 * several rotations at once none wraps with a key that another has already replaced.
 * @throws ConfigError `secrets.keys.wrong`
 */
export async function rewrapAll(parts: Parts): Promise<number> {
  let count = 0;
  for (let round = 0; round < maxRounds; round++) {
    count += await rewrapOnce(parts);
    if ((await leftUnder(parts)) === 0) break;
  }
  return count;
}

async function rewrapOnce({ store, openVault }: Parts): Promise<number> {
  let count = 0;
  for (let afterId: string | undefined = ''; afterId !== undefined; ) {
    const from: string = afterId;
    const page = await store.transaction(async (tables) => {
      await tables.secrets.lock();
      return await openVault(tables.secrets).rewrapPage(from);
    });
    count += page.count;
    afterId = page.lastId;
  }
  return count;
}

/** How many secrets a key wraps that is not the current one. */
async function leftUnder({ store, resources }: Parts): Promise<number> {
  const [current] = resources.keys.ids();
  const used = await store.secrets.countByKey();
  return [...used].reduce((sum, [id, secrets]) => sum + (id === current ? 0 : secrets), 0);
}
