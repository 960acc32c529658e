import type { StateChange } from '../../model/change.ts';
import type { ModuleState } from '../../model/source-state.ts';
import { stateVersion } from '../../model/state-version.ts';
import { inBatches } from '../../util/in-batches.ts';
import { isObject, type JsonObject, type JsonValue, readObject, readText, readTexts } from '../../util/json.ts';
import type { FeedMemory } from '../feed-memory.ts';
import { batchSize, getUsers } from './by-id.ts';
import type { ContactClient } from './contact-client.ts';
import { type ContactSlice, type Met, nameOfSlice, slicesOf } from './slices.ts';

/** A state that is lost is no failure: Contact is read in full in any case. */
export const contactMemory: FeedMemory = {
  isReadable: (state) =>
    isObject(state) &&
    state.version === stateVersion &&
    (Array.isArray(state.ids) || typeof state.company === 'boolean'),
  costs: {
    en: 'This run reads all of Contact as usual. It cannot recognise people who moved during the read, or a reduced contact range.',
    zh: '本次运行照常读取全部通讯录，但无法识别读取期间调动的人员，也无法发现通讯录权限范围缩小。',
  },
};

const sliceIds = 2000;
/** More people than this do not move to another department during a walk. */
const maxQuestions = 2000;

/** Open ids of the people that the last complete walk read; undefined when there was none. */
export function knownFrom(state: ModuleState, met: Met): ReadonlySet<string> | undefined {
  const known = new Set<string>();
  for (const [, value] of slicesOf(state, met)) {
    if (!isObject(value) || value.version !== stateVersion) continue;
    for (const id of readTexts(value, 'ids')) known.add(id);
  }
  return known.size === 0 ? undefined : known;
}

/** In slices of 2000 ids; slices left over from a larger set are deleted. */
export function* remember(met: Met, openIds: Iterable<string>, state: ModuleState): Generator<StateChange, void, void> {
  let written = 0;
  for (const ids of inBatches([...openIds], sliceIds))
    yield stateOf({ kind: met, number: written++ }, { version: stateVersion, ids });
  for (const [slice] of slicesOf(state, met)) if (slice.number >= written) yield stateOf(slice, null);
}

/** What to remember of one slice. */
export function stateOf(slice: ContactSlice, state: JsonValue): StateChange {
  return { kind: 'state', module: 'contact', slice: nameOfSlice(slice), state };
}

/**
 * What decides which of the people who were known and were not met are asked for: they are gone, or have moved to a
 * department that the walk had already read.
 */
interface Missed {
  readonly contact: ContactClient;
  readonly known: ReadonlySet<string>;
  readonly met: ReadonlySet<string>;
  /** Whether someone in these departments (of the client's type of id) is to be read. */
  readonly belongs: (departmentIds: readonly string[]) => boolean;
}

/**
 * People who were known and were not met, but are there: a person who moves during the walk, from a department that is still
 * to be read to one that has been, is in neither. The platform promises no snapshot over pages, so each is asked for.
 * Undefined when more than 2000 are missing: that many do not move during a walk.
 */
export async function findMissed({ contact, known, met, belongs }: Missed): Promise<JsonObject[] | undefined> {
  const missing = [...known].filter((id) => !met.has(id));
  if (missing.length > maxQuestions) return undefined;
  const byOpenId = contact.byOpenIds();
  const found: JsonObject[] = [];
  for (const ids of inBatches(missing, batchSize)) {
    const present = (await getUsers(ids, byOpenId)).filter(
      (user) => !hasLeft(user) && belongs(readTexts(user, 'department_ids')),
    );
    found.push(...(await asContactWants(present, contact)));
  }
  return found;
}

/**
 * A leaver may still be answered for a while: with a status that says so, and in no department. `is_exited` is not that: a
 * person who has quit the company's account counts as resigned only some time later (contact-v3/user, status).
 */
export function hasLeft(user: JsonObject): boolean {
  return readObject(user, 'status').is_resigned === true;
}

/** Again by the configured types of ids, which shape what refers to other people and to departments. */
export async function asContactWants(
  users: readonly JsonObject[],
  contact: ContactClient,
): Promise<readonly JsonObject[]> {
  if (contact.usesOpenIds || users.length === 0) return users;
  return await getUsers(
    users.flatMap((user) => readText(user, contact.idTypes.user_id_type) ?? []),
    contact,
  );
}
