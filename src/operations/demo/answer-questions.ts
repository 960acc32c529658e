import { createClient } from '../../app/create-client.ts';
import type { SourceSettings } from '../../config/settings.ts';
import { DuckdbConnection } from '../../destinations/duckdb/connection.ts';
import { createPeopleLookup } from '../../feeds/contact/people-lookup.ts';
import type { ClientPool } from '../../open-platform/client-pool.ts';
import { type Question, questions } from './questions.ts';

/** A question with its rows: one text for each of `columns`. */
export interface Answer extends Question {
  readonly rows: readonly (readonly string[])[];
}

interface AnswerOptions {
  readonly path: string;
  readonly source: SourceSettings;
  readonly clients?: ClientPool | undefined;
  readonly signal: AbortSignal;
}

type Rows = readonly (readonly string[])[];

/** Names in the place of ids; an id that Contact does not know stays. */
async function withNames(rows: Rows, column: number, { source, clients, signal }: AnswerOptions): Promise<Rows> {
  const { client, close } = await createClient(source, { clients });
  try {
    const ids = rows.map((row) => row[column] ?? '');
    const people = await createPeopleLookup(client, { signal }).lookup(ids, 'open_id');
    return rows.map((row) =>
      row.map((cell, index) => {
        const person = index === column ? people.get(cell) : undefined;
        const [department] = person?.departments ?? [];
        return person === undefined ? cell : [person.name, department?.name].filter(Boolean).join(' · ');
      }),
    );
  } finally {
    await close();
  }
}

/** Asks the demo's questions of the file; the tenant must still be there for the names. */
export async function* answerQuestions(options: AnswerOptions): AsyncGenerator<Answer> {
  const database = await DuckdbConnection.open(options.path);
  try {
    // Writing is kept to little memory; a question over JSON columns needs more.
    await database.run("SET memory_limit = '1GB'");
    for (const question of questions) {
      const found = (await database.rows(question.sql)).map((row) => row.map((cell) => String(cell ?? '')));
      const rows = question.people === undefined ? found : await withNames(found, question.people, options);
      yield { ...question, rows };
    }
  } finally {
    await database.close();
  }
}
