import type { CheckReport } from './check-report.ts';
import type { Page, PageRequest } from './page.ts';

/** What all things have that people make in the service. Times are milliseconds since the epoch. */
export interface Resource {
  /** Begins with its kind, such as `pl_`, and sorts by the time it was made. */
  readonly id: string;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Counts its changes from 1: of two people who change it at once, the second is told. */
  readonly version: number;
}

/** What the caller decides of a new thing; the table adds the rest. */
export type NewResource<T extends Resource> = Omit<T, 'changedAt' | 'version'>;

/** The things of one kind. */
export interface ResourceTable<T extends Resource, Filter = object> {
  find(id: string): Promise<T | undefined>;
  page(request: PageRequest, filter: Filter): Promise<Page<T>>;
  /** Locks its row; only within a transaction. An act that is sent without a version does so before it reads: of two at once neither is told that it came too late. */
  lock(id: string): Promise<void>;
  /** @throws ConfigError `api.name.taken` */
  insert(item: NewResource<T>): Promise<T>;
  /**
   * Writes it over if it still has the version of `item`; undefined when somebody else was first.
   * @throws ConfigError `api.name.taken`
   */
  update(item: T, now: number): Promise<T | undefined>;
  /** False when it is gone, or has another version. @throws ConfigError `api.in.use` while others refer to it. */
  delete(item: Pick<T, 'id' | 'version'>): Promise<boolean>;
}

/** Things that may be asked for by many at once. */
export interface ManyTable<T> {
  /** Those that are there, by their ids. */
  findAll(ids: readonly string[]): Promise<ReadonlyMap<string, T>>;
}

/** Things that keep what their last test has found. */
export interface TestedTable {
  /** Its version stays: a test is no change of it. */
  noteTest(id: string, test: CheckReport, at: number): Promise<void>;
}
