import { ApiFailure } from '../route.ts';

/** `documented`: HTTP 200 for nearly every refusal, as the search pages say. `status`: 400/403/404/500, as newer pages say. */
export type TableErrorHttpMode = 'documented' | 'status';

/** Refusals that the search pages document with another HTTP status than 200. */
const documentedStatuses: Readonly<Record<number, number>> = { 1254011: 400, 1254036: 400, 1254607: 400, 1255040: 504 };
const newerStatuses: Readonly<Record<number, number>> = {
  91402: 404,
  91403: 403,
  1254040: 404,
  1254041: 404,
  1254042: 404,
  1254043: 404,
  1254044: 404,
  1254045: 404,
  1254302: 403,
  1255040: 504,
};

/** Makes the refusals of Base endpoints with the status that the chosen mode gives them. */
export class TableFailures {
  readonly #mode: TableErrorHttpMode;

  constructor(mode: TableErrorHttpMode) {
    this.#mode = mode;
  }

  /** batch_get documents real statuses whatever the other pages say. */
  get withStatuses(): TableFailures {
    return new TableFailures('status');
  }

  failure(code: number, message: string): ApiFailure {
    const http = this.#mode === 'documented' ? (documentedStatuses[code] ?? 200) : (newerStatuses[code] ?? 400);
    return new ApiFailure(code, message, http);
  }

  invalidFilter(reason: string): ApiFailure {
    return this.failure(1254018, `InvalidFilter: ${reason}`);
  }

  invalidSort(reason: string): ApiFailure {
    return this.failure(1254016, `InvalidSort: ${reason}`);
  }

  fieldNameNotFound(name: string): ApiFailure {
    return this.failure(1254045, `FieldNameNotFound: ${name}`);
  }
}
