/** One value of an answer as text; with `isJson` the text is JSON already (a number, a boolean, a nested value). */
export interface QueryCell {
  readonly text: string;
  readonly isJson: boolean;
}

/** What a query answered. Numbers are the digits that the database wrote, whatever their length. */
export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (QueryCell | null)[])[];
  /** There are more rows than were asked for. */
  readonly hasMore: boolean;
}

/** A destination opened for reading only: nothing that is asked of it changes a row. */
export interface QueryConnection {
  /**
   * Runs one query and returns at most `limit` rows of its answer. Tables may be named with and without their schema.
   * @throws ConfigError `query.rejected` with the database's own sentence.
   */
  run(sql: string, limit: number): Promise<QueryAnswer>;
  /** Names of the streams' tables, sorted. */
  tables(): Promise<string[]>;
  close(): Promise<void>;
}
