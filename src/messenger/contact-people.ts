import type { Clock } from '../model/clock.ts';
import { ConfigError, RecordError } from '../model/errors.ts';
import type { ContactPerson } from '../model/triggers/contact-person.ts';
import { contactEndpoints } from '../open-platform/endpoints/contact.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import { inBatches } from '../util/in-batches.ts';
import { readObject, readObjects, readText, readTexts } from '../util/json.ts';
import { KeptAnswers } from '../util/kept-answers.ts';

/** Who moves to another department is heard by other triggers within so long. */
const keepMs = 10 * 60_000;
/** Nobody is known by it, or the app may not see the person: somebody may mend that. */
const keepUnknownMs = 60_000;
const keepParentMs = 60 * 60_000;
/** Above the deepest tree that the platform allows; in a circle nobody goes for ever. */
const mostLevels = 50;
const batchSize = 50;
const root = '0';
/** Somebody waits for an answer. */
const patient = { retryBudgetMs: 5_000 } as const;

/** What Contact knows of the people who write to a bot: asked once, and kept for minutes. Of one app in one tenant. */
export class ContactPeople {
  readonly #client: OpenPlatformClient;
  readonly #people: KeptAnswers<ContactPerson | undefined>;
  /** The department above, by department; null at the top, and where the app may not look. */
  readonly #parents: KeptAnswers<string | null>;

  constructor({ client, clock }: { readonly client: OpenPlatformClient; readonly clock: Pick<Clock, 'elapsed'> }) {
    this.#client = client;
    this.#people = new KeptAnswers(clock, (person) => (person === undefined ? keepUnknownMs : keepMs));
    this.#parents = new KeptAnswers(clock, () => keepParentMs);
  }

  /** Undefined when nobody is known by the id, or the app may not see the person. @throws TransientError */
  async personOf(openId: string): Promise<ContactPerson | undefined> {
    return await this.#people.get(openId, () => this.#ask(openId));
  }

  async #ask(openId: string): Promise<ContactPerson | undefined> {
    try {
      const query = { user_id_type: 'open_id', department_id_type: 'open_department_id' };
      const data = await this.#client.call(contactEndpoints.getUser, { ...patient, path: { user_id: openId }, query });
      const user = readObject(data, 'user');
      // Without the scope for it the field is missing: then nobody knows.
      const own = Array.isArray(user.department_ids) ? readTexts(user, 'department_ids') : undefined;
      return {
        name: readText(user, 'name') ?? undefined,
        unionId: readText(user, 'union_id') ?? undefined,
        departments: own && (await this.#withAbove(own)),
      };
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  async #withAbove(own: readonly string[]): Promise<readonly string[]> {
    // Everybody is in the company.
    const found = new Set<string>([root]);
    let level = own.filter((id) => !found.has(id));
    for (let depth = 0; level.length > 0 && depth < mostLevels; depth++) {
      for (const id of level) found.add(id);
      const above = await this.#parentsOf(level);
      level = [...new Set(above)].filter((id) => !found.has(id));
    }
    return [...found];
  }

  async #parentsOf(ids: readonly string[]): Promise<readonly string[]> {
    const parents: (string | null)[] = [];
    for (const some of inBatches(ids, batchSize)) {
      const asked = some.filter((id) => !this.#parents.has(id));
      const answer = asked.length === 0 ? undefined : this.#askParents(asked);
      const ask = async (id: string): Promise<string | null> => (await answer)?.get(id) ?? null;
      parents.push(...(await Promise.all(some.map((id) => this.#parents.get(id, () => ask(id))))));
    }
    return parents.filter((parent) => parent !== null);
  }

  async #askParents(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const query = { department_ids: ids, department_id_type: 'open_department_id' };
    try {
      const data = await this.#client.call(contactEndpoints.batchGetDepartments, { ...patient, query });
      const parents = readObjects(data, 'items').map((item): [string, string] => [
        readText(item, 'open_department_id') ?? '',
        readText(item, 'parent_department_id') ?? root,
      ]);
      return new Map(parents);
    } catch (error) {
      // Those above its range an app may not see: what is below is known all the same.
      if (isRefusal(error)) return new Map();
      throw error;
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ConfigError || error instanceof RecordError;
}
