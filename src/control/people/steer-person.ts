import type { Caller } from '../../model/service/caller.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { LarkUser, UserChange } from '../../model/triggers/tables.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

// Who watches need not be allowed to know who somebody is: signs name the integration, the audit names the person.

/** Somebody of an integration. */
export interface PersonPlace {
  readonly id: string;
  readonly openId: string;
}

/** What is decided of a person; the audit tells what, but not the id that a handler has for them. @throws ConfigError `api.not.found` */
export async function changePerson(
  parts: ControlParts,
  caller: Caller,
  { id, openId, ...to }: PersonPlace & { readonly to: UserChange },
): Promise<LarkUser> {
  const { isBlocked, language } = to.to;
  const detail = {
    integrationId: id,
    ...(isBlocked === undefined ? {} : { isBlocked }),
    ...('language' in to.to ? { language: language ?? null } : {}),
    ...('handlerUserId' in to.to ? { handlerUserId: to.to.handlerUserId === undefined ? 'none' : 'set' } : {}),
  };
  return await change(
    parts,
    caller,
    { action: 'person.change', kind: 'person', id: openId, watchedAs: id, detail },
    async (tables) => {
      found(await tables.integrations.find(id), 'integration', id);
      return found(await tables.larkUsers.change(id, openId, to.to), 'person', openId);
    },
  );
}

/** Whom handlers know as whom. */
export interface HandlerIds {
  readonly id: string;
  readonly people: readonly { readonly openId: string; readonly handlerUserId: string | null }[];
}

/** Many at once; gives those that are not known. @throws ConfigError `api.not.found` */
export async function mapPeople(
  parts: ControlParts,
  caller: Caller,
  { id, people }: HandlerIds,
): Promise<readonly string[]> {
  const detail = (unknown: readonly string[]) => ({ integrationId: id, count: people.length - unknown.length });
  return await change(parts, caller, { action: 'person.map', kind: 'person', id, detail }, async (tables) => {
    found(await tables.integrations.find(id), 'integration', id);
    const unknown: string[] = [];
    // In one order, so that two do not wait for each other.
    for (const { openId, handlerUserId } of people.toSorted((one, other) => (one.openId < other.openId ? -1 : 1))) {
      const changed = await tables.larkUsers.change(id, openId, { handlerUserId: handlerUserId ?? undefined });
      if (changed === undefined) unknown.push(openId);
    }
    return unknown;
  });
}

/** The person and what they have said; who is blocked stays so. It cannot be undone. Gives how many messages were erased. @throws ConfigError `api.not.found` */
export async function erasePerson(parts: ControlParts, caller: Caller, { id, openId }: PersonPlace): Promise<number> {
  const detail = (messages: number) => ({ integrationId: id, messages });
  const note = { action: 'person.erase', kind: 'person', id: openId, watchedAs: id, sign: 'deleted', detail } as const;
  return await change(parts, caller, note, async (tables) => {
    await known(tables, { id, openId });
    return await tables.erasing.eraseUser(id, openId);
  });
}

async function known(tables: Pick<ServiceTables, 'larkUsers'>, { id, openId }: PersonPlace): Promise<LarkUser> {
  return found(await tables.larkUsers.find(id, openId), 'person', openId);
}

/** The person has to give the code of the trigger again. @throws ConfigError `api.not.found` */
export async function unpairPerson(parts: ControlParts, caller: Caller, { id, openId }: PersonPlace): Promise<void> {
  const detail = { triggerId: id };
  const note = { action: 'person.unpair', kind: 'person', id: openId, watchedAs: id, detail } as const;
  await change(parts, caller, note, async ({ triggers, triggerFacts }) => {
    found(await triggers.find(id), 'trigger', id);
    if (!(await triggerFacts.unpair(id, openId))) found(undefined, 'person', openId);
  });
}
