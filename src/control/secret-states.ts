import type { SecretStore } from '../model/secret-store.ts';
import { bodyKeyName } from '../model/triggers/sealed-text.ts';

/** All that is told of secrets: which are set, and since when. */
export type SecretStates = Readonly<Record<string, { readonly updatedAt: number }>>;

/** Of each owner, by its id. */
export async function secretStates(
  secrets: SecretStore,
  ownerKind: string,
  ownerIds: readonly string[],
): Promise<ReadonlyMap<string, SecretStates>> {
  const states = new Map(ownerIds.map((id): [string, Record<string, { updatedAt: number }>] => [id, {}]));
  for (const { ownerId, name, createdAt } of await secrets.newest(ownerKind, ownerIds)) {
    const own = states.get(ownerId);
    if (own !== undefined && name !== bodyKeyName) own[name] = { updatedAt: createdAt };
  }
  return states;
}

/** Things with the state of their secrets. */
export async function withSecretStates<T extends { readonly id: string }>(
  secrets: SecretStore,
  ownerKind: string,
  things: readonly T[],
): Promise<readonly (T & { readonly secrets: SecretStates })[]> {
  const states = await secretStates(
    secrets,
    ownerKind,
    things.map(({ id }) => id),
  );
  return things.map((thing) => ({ ...thing, secrets: states.get(thing.id) ?? {} }));
}
