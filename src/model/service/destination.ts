import type { JsonObject } from '../../util/json.ts';
import type { CheckReport } from './check-report.ts';
import type { Resource, ResourceTable, TestedTable } from './resource.ts';

/** Where rows go. Of a database that is reached by a URL with a password, the vault holds (`destination`, id, `url`). */
export interface ServiceDestination extends Resource {
  readonly name: string;
  readonly type: string;
  /** As in the file of the command line under `destination`, without `type` and without secrets. */
  readonly settings: JsonObject;
  readonly test: CheckReport | undefined;
  readonly testedAt: number | undefined;
}

/** Which destinations a list shows: part of the name, a type. */
export interface DestinationFilter {
  readonly search?: string | undefined;
  readonly type?: string | undefined;
}

/** The destinations. */
export interface DestinationTable extends ResourceTable<ServiceDestination, DestinationFilter>, TestedTable {
  /**
   * Within a transaction: until its end nobody else decides which pipelines write to which files and schemas. Of two that would share one, the second sees
   * the first.
   */
  holdFiles(): Promise<void>;
}
