import type { JsonObject } from '../../util/json.ts';
import type { UserIdType } from '../people/person.ts';

/** What a Base shows of a person; the ids are the directory's. */
export interface BasePerson {
  readonly openId: string;
  readonly unionId: string;
  readonly userId: string;
  readonly name: string;
  readonly enName: string;
  readonly email: string;
  readonly avatarUrl: string;
}

/** The people who appear in the tables of this tenant, written once per kind of id. */
export class PeoplePool {
  readonly people: readonly BasePerson[];
  readonly #texts = new Map<UserIdType, readonly string[]>();

  constructor(people: readonly BasePerson[]) {
    this.people = people;
  }

  json(at: number, userIdType: UserIdType): JsonObject {
    const person = this.people[at % this.people.length];
    if (person === undefined) return {};
    return {
      avatar_url: person.avatarUrl,
      email: person.email,
      en_name: person.enName,
      id: idOf(person, userIdType),
      name: person.name,
    };
  }

  /** The open_id of the person who is meant; undefined for people whom no table knows. */
  openIdOf(id: string, userIdType: UserIdType): string | undefined {
    return this.people.find((person) => idOf(person, userIdType) === id)?.openId;
  }

  /** The finished JSON text of every person, in the pool's order. */
  texts(userIdType: UserIdType): readonly string[] {
    const known = this.#texts.get(userIdType);
    if (known !== undefined) return known;
    const texts = this.people.map((_, at) => JSON.stringify(this.json(at, userIdType)));
    this.#texts.set(userIdType, texts);
    return texts;
  }

  /** A person written into a cell with an open_id, shown with another kind of id; unknown people stay as written. */
  inIdType(written: JsonObject, userIdType: UserIdType): JsonObject {
    if (userIdType === 'open_id') return written;
    const person = this.people.find((candidate) => candidate.openId === written.id);
    return person === undefined ? written : { ...written, id: idOf(person, userIdType) };
  }
}

function idOf(person: BasePerson, userIdType: UserIdType): string {
  if (userIdType === 'union_id') return person.unionId;
  return userIdType === 'user_id' ? person.userId : person.openId;
}
