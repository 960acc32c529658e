/** Calls of one endpoint in the last minute, and how many the platform allows in a minute. */
export interface CallRate {
  /** Such as `GET /open-apis/contact/v3/users/:user_id`. */
  readonly endpoint: string;
  readonly lastMinute: number;
  readonly limit: number;
}

/** Which run calls, for whom, and in which process. */
export interface CallingRun {
  readonly runId: string;
  readonly pipelineId: string;
  readonly pipelineName: string;
  /** Of the process. */
  readonly worker: string;
}

/** By whose limits calls are made. */
export interface CalledApp {
  readonly integrationId: string;
  readonly integrationName: string;
  readonly appId: string;
  /** Of an app of the store: the company. */
  readonly tenantKey: string | undefined;
}

/** What a run that works has called in its last minute. */
export interface RatesOfRun extends CallingRun, CalledApp {
  readonly rates: readonly CallRate[];
}
