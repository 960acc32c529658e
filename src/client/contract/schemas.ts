// Made from the OpenAPI document of the service by `npm run docs`; not to be changed by hand.

/** What the API of the service takes and answers, by the names of its document. Times are texts in RFC 3339, UTC. */
export interface ApiSchemas {
  readonly Account: {
    readonly id: string;
    readonly name: string;
    readonly role: ApiSchemas['Role'];
    /** Null of those who sign in elsewhere. */
    readonly login: string | null;
    /** False until the person has used the link. */
    readonly hasPassword: boolean;
    /** Who vouches for the person, where they sign in elsewhere. */
    readonly issuer: string | null;
    readonly disabledAt: string | null;
    readonly signedInAt: string | null;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
  };
  readonly AccountList: {
    readonly items: readonly ApiSchemas['Account'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly AccountWithLink: {
    readonly account: ApiSchemas['Account'];
    /** Sets a password, once. Shown once; null when the request is repeated. */
    readonly link: string | null;
    readonly linkExpiresAt: string;
    readonly version: number;
  };
  readonly Alert: {
    readonly id: string;
    readonly kind: 'run.failed' | 'pipeline.paused' | 'freshness.late' | 'deletes.held' | 'events.dead' | 'ticket.old' | 'token.refused' | 'connection.deaf' | 'connection.shared' | 'events.unsubscribed' | 'events.missing' | 'handler.failing' | 'handler.gone' | 'handler.absent' | 'turns.dead' | 'outbox.failing' | 'trigger.deaf' | 'trigger.late' | 'disk.full' | 'keys.wrong';
    readonly subjectKind: string;
    readonly subjectId: string;
    readonly message: ApiSchemas['Message'];
    readonly openedAt: string;
    readonly recoveredAt: string | null;
    readonly silencedUntil: string | null;
    /** Who has it in hand, and since when. */
    readonly acknowledged: {
      readonly at: string;
      readonly by: string;
    } | null;
  };
  readonly AlertChannel: {
    readonly id: string;
    readonly name: string;
    readonly kind: 'lark' | 'url' | 'mail';
    readonly language: 'en' | 'zh';
    readonly settings: Readonly<Record<string, unknown>>;
    readonly kinds: readonly ('run.failed' | 'pipeline.paused' | 'freshness.late' | 'deletes.held' | 'events.dead' | 'ticket.old' | 'token.refused' | 'connection.deaf' | 'connection.shared' | 'events.unsubscribed' | 'events.missing' | 'handler.failing' | 'handler.gone' | 'handler.absent' | 'turns.dead' | 'outbox.failing' | 'trigger.deaf' | 'trigger.late' | 'disk.full' | 'keys.wrong')[];
    readonly quietHours: ApiSchemas['QuietHours'] | null;
    /** Those that are set, by name. They are never shown. */
    readonly secrets: Readonly<Record<string, {
      readonly set: true;
      readonly updatedAt: string;
    }>>;
    readonly delivery: {
      readonly lastSentAt: string | null;
      /** Messages that wait for the end of quiet hours, or for another try. */
      readonly waiting: number;
      readonly givenUp: number;
      readonly lastError: ApiSchemas['Message'] | null;
    };
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
  };
  readonly AlertChannelList: {
    readonly items: readonly ApiSchemas['AlertChannel'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly AlertList: {
    readonly items: readonly ApiSchemas['Alert'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly Applied: {
    readonly plan: readonly ApiSchemas['PlannedThing'][];
    /** What files say and the service leaves out. */
    readonly remarks: readonly ApiSchemas['Message'][];
  };
  readonly Attempt: {
    readonly number: number;
    readonly worker: string;
    readonly startedAt: string;
    readonly seenAt: string;
    readonly finishedAt: string | null;
    readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost';
    readonly error: ApiSchemas['RunError'];
  };
  readonly AttemptList: {
    readonly items: readonly ApiSchemas['Attempt'][];
  };
  readonly AuditLine: {
    readonly id: string;
    readonly at: string;
    readonly actor: {
      readonly kind: 'account' | 'token' | 'service' | 'setup';
      readonly id: string | null;
      readonly name: string;
    };
    readonly address: string | null;
    readonly requestId: string | null;
    readonly action: string;
    readonly object: {
      readonly kind: string;
      readonly id: string | null;
    };
    /** What was changed, without secrets. Values that were others before have those under `was`. */
    readonly detail: Readonly<Record<string, unknown>>;
    /** What things are called now whose ids are in the line, as far as they are still there. */
    readonly names: Readonly<Record<string, string>>;
  };
  readonly AuditLineList: {
    readonly items: readonly ApiSchemas['AuditLine'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly CatalogueEntry: {
    /** The region of an integration. */
    readonly name: 'lark' | 'feishu';
    readonly title: ApiSchemas['Message'];
    readonly modules: readonly ({
      readonly name: string;
      readonly title: ApiSchemas['Message'];
      /** That it needs with its usual settings. */
      readonly scopes: readonly ApiSchemas['NeededScope'][];
    })[];
    /** JSON Schemas of settings, draft-7, for forms. */
    readonly schemas: {
      readonly credentials: Readonly<Record<string, unknown>>;
      readonly modules: Readonly<Record<string, unknown>>;
      readonly destination: Readonly<Record<string, unknown>>;
      readonly streams: Readonly<Record<string, unknown>>;
      readonly rateLimitScale: Readonly<Record<string, unknown>>;
      readonly events: Readonly<Record<string, unknown>>;
    };
  };
  readonly Change: {
    readonly topic: string;
    readonly id: string;
    readonly kind: 'created' | 'changed' | 'deleted';
    readonly at: string;
  };
  readonly ChangedDeliveries: {
    /** Deliveries that have changed. */
    readonly count: number;
  };
  readonly ChangedSetting: {
    readonly path: string;
    /** Null where it has none. */
    readonly before?: unknown;
    /** Null where it has none. */
    readonly after?: unknown;
  };
  /** Absent where it is, or will be, not set. */
  readonly ChangedValue: {
    readonly path: string;
    readonly before?: unknown;
    readonly after?: unknown;
  };
  readonly ChatPage: {
    readonly items: readonly ({
      readonly id: string;
      readonly name: string | null;
      readonly kind: 'direct' | 'group' | 'topic';
      /** With people of other companies. */
      readonly isExternal: boolean;
    })[];
    readonly next: string | null;
  };
  readonly CheckedPipeline: {
    readonly id: string;
    readonly name: string;
    readonly integrationId: string;
    /** Of a store app: whose data. */
    readonly tenantKey: string | null;
    readonly destinationId: string | null;
    readonly modules: Readonly<Record<string, unknown>>;
    readonly streams: Readonly<Record<string, unknown>>;
    readonly schedule: ApiSchemas['Schedule'];
    readonly state: 'draft' | 'active' | 'paused';
    readonly pausedBy: string | null;
    readonly pausedWhy: ApiSchemas['Message'] | null;
    /** Runs in a row that ended with what a person must mend. */
    readonly configFailures: number;
    /** When it runs next, or is looked after when it is live. */
    readonly dueAt: string | null;
    /** Null also of one that follows events. */
    readonly nextRunAt: string | null;
    /** The run that ended last, of those that have begun. */
    readonly lastRun: ApiSchemas['LastRun'] | null;
    /** The run that waits or works. */
    readonly openRun: ApiSchemas['OpenRun'] | null;
    readonly freshness: ApiSchemas['Freshness'];
    /** That were read within the last 24 hours. */
    readonly rowsOfDay: number;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
    /** What keeps it from running. */
    readonly faults: readonly ApiSchemas['FieldFault'][];
  };
  readonly CheckLine: {
    /** Stays the same from test to test. */
    readonly name: string;
    readonly title: ApiSchemas['Message'];
    readonly outcome: 'ok' | 'warning' | 'failed' | 'skipped';
    readonly message: ApiSchemas['Message'];
    readonly cure: ApiSchemas['Message'] | null;
    /** A page of the developer console. */
    readonly url: string | null;
    readonly code: string | null;
  };
  readonly CheckReport: {
    /** No check has failed. */
    readonly isOk: boolean;
    readonly lines: readonly ApiSchemas['CheckLine'][];
    readonly bot: {
      readonly name: string;
      readonly openId: string | null;
      readonly state: string;
    } | null;
    readonly mode: string | null;
    readonly webhookUrl: string | null;
    readonly probe: {
      readonly connected: boolean;
      readonly state: string;
      readonly lastError: {
        readonly message: string;
        readonly cure: string;
      } | null;
    } | null;
  };
  readonly ClaimLink: {
    readonly link: string;
    readonly expiresAt: string;
  };
  readonly Column: {
    readonly name: string;
    readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'timestamp' | 'date' | 'json';
    readonly description: ApiSchemas['Message'];
    /** What people call it, where the name is made of an id. */
    readonly title: string | null;
  };
  readonly ComingRuns: {
    readonly from: string;
    readonly to: string;
    readonly items: readonly ({
      readonly pipelineId: string;
      readonly name: string;
      /** Runs of one app and tenant wait for each other. */
      readonly integrationId: string;
      readonly tenantKey: string | null;
      readonly schedule: ApiSchemas['Schedule'];
      readonly times: readonly string[];
      /** There are more times than are told. */
      readonly isCut: boolean;
    })[];
    /** There are more pipelines than are told. */
    readonly isCut: boolean;
  };
  readonly DayOfChanges: {
    readonly day: string;
    readonly runs: number;
    readonly inserted: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly deleted: number;
  };
  readonly DaysOfChanges: {
    readonly items: readonly ApiSchemas['DayOfChanges'][];
  };
  readonly Decision: {
    readonly integrationId: string;
    /** Of the platform. */
    readonly eventId: string;
    /** Its id in `/events`; null once the event is kept no more. */
    readonly event: string | null;
    readonly decidedAt: string;
    readonly tried: readonly ({
      readonly triggerId: string;
      readonly version: number;
      /** `shadow`: it would have been taken. */
      readonly outcome: 'taken' | 'refused' | 'shadow';
      readonly code: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked';
      readonly why: ApiSchemas['Message'];
    })[];
  };
  readonly DecisionList: {
    readonly items: readonly ApiSchemas['Decision'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly Delivery: {
    readonly consumer: string;
    /** `skipped`: a person has discarded it. `retrying`: it waits for `nextAt`. `claimed`: somebody works on it. */
    readonly state: 'waiting' | 'claimed' | 'retrying' | 'done' | 'skipped' | 'dead';
    readonly attempts: number;
    readonly nextAt: string | null;
    readonly finishedAt: string | null;
    readonly lastError: ApiSchemas['Message'] | null;
  };
  readonly DepartmentPage: {
    readonly items: readonly ({
      readonly id: string;
      readonly name: string | null;
    })[];
    readonly next: string | null;
  };
  readonly Destination: {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly settings: Readonly<Record<string, unknown>>;
    /** Those that are set, by name. They are never shown. */
    readonly secrets: Readonly<Record<string, {
      readonly set: true;
      readonly updatedAt: string;
    }>>;
    readonly test: ApiSchemas['CheckReport'] | null;
    readonly testedAt: string | null;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
  };
  readonly DestinationList: {
    readonly items: readonly ApiSchemas['Destination'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly DiscardedTurns: {
    readonly count: number;
  };
  readonly DryDecision: {
    readonly event: {
      readonly id: string;
      readonly eventId: string;
      readonly type: string;
      readonly createdAt: string;
      readonly receivedAt: string;
    } | null;
    readonly tried: readonly ({
      readonly triggerId: string;
      readonly version: number;
      readonly outcome: 'taken' | 'refused' | 'shadow';
      readonly code: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked';
      readonly why: ApiSchemas['Message'];
    })[];
    /** What its handler would work on; null when it takes nothing. */
    readonly turn: {
      readonly kind: 'message' | 'event' | 'command';
      readonly text: string;
      readonly command: string | null;
      readonly sessionKey: string | null;
      readonly sessionId: string | null;
      readonly quietMs: number;
      readonly event?: unknown;
      readonly orderValue: string | null;
    } | null;
  };
  readonly ErasedPerson: {
    readonly messages: number;
  };
  readonly Event: {
    /** Grows with the order of arrival. */
    readonly id: string;
    /** The platform's own id. */
    readonly eventId: string;
    readonly type: string;
    readonly appId: string;
    readonly tenantKey: string | null;
    /** `open_id` of the person who has done it, where the event names one; null for viewers, as what was pushed. */
    readonly actorId: string | null;
    /** The chat in which it has happened, where the event names one. */
    readonly chatId: string | null;
    readonly via: 'webhook' | 'long_connection';
    /** By the clock of the platform. */
    readonly createdAt: string;
    readonly receivedAt: string;
    /** The worst of its deliveries: dead, else pending, else done. `kept`: no consumer wants it. */
    readonly state: 'pending' | 'done' | 'dead' | 'kept';
    readonly lastError: ApiSchemas['Message'] | null;
    readonly deliveries: readonly ApiSchemas['Delivery'][];
  };
  readonly EventList: {
    readonly items: readonly ApiSchemas['Event'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly EventPayload: {
    readonly payload: Readonly<Record<string, unknown>>;
  };
  readonly EventTrace: {
    readonly event: ApiSchemas['Event'];
    /** Of the person who has done it, as far as it was seen. */
    readonly actorName: string | null;
    /** Of the group in which it has happened, as far as it was seen. */
    readonly chatName: string | null;
    /** Those through whose app it came. */
    readonly integrations: readonly ({
      readonly id: string;
      readonly name: string;
    })[];
    readonly consumers: readonly ({
      readonly consumer: string;
      readonly pipeline: {
        readonly id: string;
        readonly name: string;
      } | null;
      readonly trigger: {
        readonly id: string;
        readonly name: string;
      } | null;
      /** The run of the live pipeline whose commit has what the event led to. */
      readonly runId: string | null;
    })[];
    /** Which trigger took it, why the others did not, and what came of it. */
    readonly decisions: readonly ApiSchemas['ExplainedDecision'][];
    /** What has happened to it, in the order of time, as far as it is kept. */
    readonly steps: readonly ({
      readonly at: string;
      /** `sent` by the clock of the platform. `received`: verified, decrypted where it was encrypted, and stored. `unreadable`: it could not be read. `unwanted`: no consumer wants it. `skipped`: a person has discarded it. */
      readonly kind: 'sent' | 'received' | 'unreadable' | 'unwanted' | 'replayed' | 'retried' | 'discarded' | 'done' | 'skipped' | 'dead';
      readonly consumer: string | null;
      /** Who has replayed, retried or discarded it. */
      readonly by: string | null;
      readonly message: ApiSchemas['Message'] | null;
    })[];
  };
  readonly EventTypes: {
    readonly items: readonly ({
      readonly type: string;
      readonly count: number;
      readonly lastReceivedAt: string;
    })[];
  };
  readonly ExplainedDecision: {
    readonly integrationId: string;
    readonly decidedAt: string;
    readonly tried: readonly ({
      readonly triggerId: string;
      readonly version: number;
      /** `shadow`: it would have been taken. */
      readonly outcome: 'taken' | 'refused' | 'shadow';
      readonly code: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked';
      readonly why: ApiSchemas['Message'];
      readonly triggerName: string | null;
      readonly turns: readonly ({
        readonly id: string;
        readonly state: 'gathering' | 'ready' | 'working' | 'retrying' | 'later' | 'answered' | 'dead' | 'discarded' | 'cancelled';
        readonly sessionId: string | null;
        readonly lastError: ApiSchemas['Message'] | null;
        readonly replies: readonly ({
          readonly id: string;
          readonly kind: 'say' | 'stream' | 'react' | 'unreact' | 'recall' | 'ephemeral' | 'follow_ups';
          readonly state: 'queued' | 'sending' | 'sent' | 'failed' | 'given_up';
          readonly lastError: ApiSchemas['Message'] | null;
        })[];
      })[];
    })[];
  };
  readonly Export: {
    readonly files: readonly ApiSchemas['ThingFile'][];
  };
  readonly FieldFault: {
    readonly path: string;
    readonly message: ApiSchemas['Message'];
  };
  readonly ForgettingPlan: {
    /** Rows by table; tables without any are absent. */
    readonly rows: Readonly<Record<string, number>>;
    readonly destinations: readonly ({
      readonly id: string;
      readonly name: string;
      /** Done: `dropped` (found and deleted), `absent` (nothing is there), `by_hand` (a person has said so), `used` (pipelines of another app write its rows there, so they stay). Not done: `waiting`, `dropping`, `unreachable` (this process does not see the files, or cannot reach the database), `shared` (with other tenants: its rows stay), `held` (nothing was deleted, because of what `left` names). */
      readonly state: 'waiting' | 'dropping' | 'dropped' | 'absent' | 'by_hand' | 'used' | 'shared' | 'held' | 'unreachable';
      /** What others have put there: tables, views or files. It stays. */
      readonly left: readonly string[];
    })[];
    /** The tenant has to remove the app first. */
    readonly isInstalled: boolean;
    /** When it was begun; since then nothing of the tenant begins. Null before. */
    readonly begunAt: string | null;
  };
  readonly ForgottenTenant: {
    /** Nothing is left, neither here nor at destinations. False: ask again to go on. */
    readonly isDone: boolean;
    /** Rows by table that were deleted since it was begun. */
    readonly deleted: Readonly<Record<string, number>>;
    /** What was found when all tables were searched again, rows by table; empty when nothing is left. */
    readonly left: Readonly<Record<string, number>>;
    readonly destinations: readonly ({
      readonly id: string;
      readonly name: string;
      /** Done: `dropped` (found and deleted), `absent` (nothing is there), `by_hand` (a person has said so), `used` (pipelines of another app write its rows there, so they stay). Not done: `waiting`, `dropping`, `unreachable` (this process does not see the files, or cannot reach the database), `shared` (with other tenants: its rows stay), `held` (nothing was deleted, because of what `left` names). */
      readonly state: 'waiting' | 'dropping' | 'dropped' | 'absent' | 'by_hand' | 'used' | 'shared' | 'held' | 'unreachable';
      /** What others have put there: tables, views or files. It stays. */
      readonly left: readonly string[];
    })[];
  };
  readonly FoundEvents: {
    readonly items: readonly ApiSchemas['Event'][];
    readonly next: string | null;
    /** Events that were looked through for this part. */
    readonly looked: number;
  };
  readonly FoundStream: {
    readonly name: string;
    readonly module: string;
    readonly title: ApiSchemas['Message'];
    readonly description: ApiSchemas['Message'];
    readonly columns: readonly ApiSchemas['Column'][];
    readonly primaryKey: readonly string[];
    readonly cursor: string | null;
    /** False when the pipeline leaves it out. */
    readonly isWanted: boolean;
    readonly mode: 'dedup' | 'append' | 'overwrite' | null;
  };
  readonly Freshness: {
    /** What had changed until then is at the destination: of the streams the oldest `changesAsOf`; null while nothing is. */
    readonly asOf: string | null;
    /** Of one that follows events: how far it is behind now. */
    readonly lagMs: number | null;
    /** How old its data may become, by its schedule; of one that follows events and may not hear them, by its reads of everything. */
    readonly promisedMs: number | null;
    /** An alert says that its data are older than promised. */
    readonly isLate: boolean;
  };
  readonly Handler: {
    readonly id: string;
    readonly name: string;
    readonly kind: 'http' | 'openai' | 'command' | 'function' | 'nats' | 'kafka';
    readonly settings: Readonly<Record<string, unknown>>;
    /** Those that are set, by name. They are never shown. */
    readonly secrets: Readonly<Record<string, {
      readonly set: true;
      readonly updatedAt: string;
    }>>;
    /** Since then it is asked nothing. */
    readonly disabledAt: string | null;
    readonly disabledWhy: ApiSchemas['Message'] | null;
    readonly test: ApiSchemas['CheckReport'] | null;
    readonly testedAt: string | null;
    /** That it fails at present: turns wait for another try by it. Null where none does. */
    readonly trouble: ApiSchemas['HandlerTrouble'] | null;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
  };
  readonly HandlerList: {
    readonly items: readonly ApiSchemas['Handler'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly HandlerTrouble: {
    /** How many wait. */
    readonly turns: number;
    /** When the oldest of them came. */
    readonly oldestAt: string;
    /** It has failed many times in a row, and is asked nothing until then. */
    readonly pausedUntil: string | null;
  };
  readonly HeardTurn: {
    readonly listenerId: string;
    /** By which the turn is answered. */
    readonly relayId?: string;
    /** What a handler behind a URL is sent. */
    readonly turn?: Readonly<Record<string, unknown>>;
  };
  readonly Import: {
    readonly integrationId: string;
    readonly destinationId: string;
    readonly pipelineId: string;
    /** What the file says and the service leaves out. */
    readonly remarks: readonly ApiSchemas['Message'][];
  };
  readonly Installation: {
    readonly id: string;
    readonly integrationId: string;
    readonly tenantKey: string;
    readonly tenantName: string | null;
    readonly state: ApiSchemas['InstallationState'];
    /** The draft that a claim link has made. */
    readonly pipelineId: string | null;
    /** Of the link that is out, if one is. */
    readonly claimLinkExpiresAt: string | null;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
  };
  readonly InstallationChange: {
    readonly id: string;
    readonly at: string;
    readonly actor: {
      readonly kind: string;
      readonly name: string;
    };
    readonly action: string;
    /** What was changed, without secrets. Values that were others before have those under `was`. */
    readonly detail: Readonly<Record<string, unknown>>;
    /** What things are called now whose ids are in the line, as far as they are still there. */
    readonly names: Readonly<Record<string, string>>;
  };
  readonly InstallationChangeList: {
    readonly items: readonly ApiSchemas['InstallationChange'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly InstallationList: {
    readonly items: readonly ApiSchemas['Installation'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly InstallationState: 'installed' | 'claimed' | 'stopped' | 'uninstalled';
  readonly Integration: {
    readonly id: string;
    readonly name: string;
    readonly region: 'lark' | 'feishu';
    readonly baseUrl: string | null;
    readonly kind: 'custom_app' | 'store_app';
    readonly appId: string;
    /** By its last test. */
    readonly state: 'unverified' | 'ok' | 'degraded' | 'failing';
    /** How events come. */
    readonly mode: 'none' | 'webhook' | 'long_connection';
    /** Open until the first event has come the new way. */
    readonly modeBefore: 'none' | 'webhook' | 'long_connection' | null;
    readonly modeSince: string;
    /** The request URL for the developer console, for the mode webhook. */
    readonly webhookUrl: string;
    /** Since when a person wants no events. */
    readonly disconnectedAt: string | null;
    readonly settings: Readonly<Record<string, unknown>>;
    /** Those that are set, by name. They are never shown. */
    readonly secrets: Readonly<Record<string, {
      readonly set: true;
      readonly updatedAt: string;
    }>>;
    readonly test: ApiSchemas['CheckReport'] | null;
    readonly testedAt: string | null;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
  };
  readonly IntegrationList: {
    readonly items: readonly ApiSchemas['Integration'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly KeyRotation: {
    /** All secrets are wrapped with it now. */
    readonly keyId: string;
    readonly isNew: boolean;
    /** How many were wrapped anew. */
    readonly secrets: number;
    /** Keys that may be retired. */
    readonly unused: readonly string[];
  };
  readonly KeyVerification: {
    readonly secrets: number;
    readonly unreadable: readonly ({
      readonly ownerKind: string;
      readonly ownerId: string;
      readonly name: string;
      readonly version: number;
      readonly keyId: string;
    })[];
  };
  readonly LarkSignInSettings: {
    readonly kind: 'lark';
    readonly integrationId: string;
    /** Keys of the tenants whose people may sign in. */
    readonly tenants: readonly string[];
  };
  readonly LastRun: {
    readonly id: string;
    readonly outcome: 'succeeded' | 'incomplete' | 'failed' | 'cancelled';
    readonly startedAt: string;
    readonly endedAt: string;
    /** That were read. */
    readonly rows: number | null;
    /** Of what has ended it, or of the first stream that misses something. */
    readonly errorCode: string | null;
  };
  readonly ListedRun: {
    readonly id: string;
    readonly pipelineId: string;
    readonly trigger: 'schedule' | 'person' | 'retry' | 'live' | 'catch-up';
    readonly retryOf: string | null;
    readonly requestedBy: string | null;
    readonly options: {
      readonly full: boolean;
      readonly acceptDeletes: boolean;
      readonly resetStreams: readonly string[];
    };
    /** Of a live run: what a person has asked for meanwhile, and what it ends for. */
    readonly nextRunId: string | null;
    readonly state: 'queued' | 'running' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled';
    readonly queuedAt: string;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
    readonly cancelAskedAt: string | null;
    readonly attempt: number;
    readonly progress: ApiSchemas['RunProgress'];
    /** As `larkstream sync --json` prints it at its end. */
    readonly report: Readonly<Record<string, unknown>> | null;
    readonly error: ApiSchemas['RunError'];
    readonly pipelineName: string;
  };
  readonly MadeHandler: {
    readonly id: string;
    readonly name: string;
    readonly kind: 'http' | 'openai' | 'command' | 'function' | 'nats' | 'kafka';
    readonly settings: Readonly<Record<string, unknown>>;
    /** Those that are set, by name. They are never shown. */
    readonly secrets: Readonly<Record<string, {
      readonly set: true;
      readonly updatedAt: string;
    }>>;
    /** Since then it is asked nothing. */
    readonly disabledAt: string | null;
    readonly disabledWhy: ApiSchemas['Message'] | null;
    readonly test: ApiSchemas['CheckReport'] | null;
    readonly testedAt: string | null;
    /** That it fails at present: turns wait for another try by it. Null where none does. */
    readonly trouble: ApiSchemas['HandlerTrouble'] | null;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
    /** By which requests to the URL are signed (Standard Webhooks). It is told now and never again; null where none was made. */
    readonly signingKey: string | null;
  };
  readonly MappedPeople: {
    /** Of these nothing is known; nothing was changed. */
    readonly unknown: readonly string[];
  };
  readonly MasterKeys: {
    /** Where the keys lie: a file, a variable or a command. */
    readonly place: string;
    /** Whether the service adds and removes keys there itself. */
    readonly isOurs: boolean;
    readonly items: readonly ({
      readonly id: string;
      /** Tells the key from another of that name. */
      readonly fingerprint: string;
      readonly isCurrent: boolean;
      readonly secrets: number;
      /** Workers (processes of the service) that have not said that they hold the key. */
      readonly lackedBy: readonly string[];
    })[];
  };
  readonly Me: {
    readonly account: ApiSchemas['Account'];
    readonly role: ApiSchemas['Role'] & unknown;
    readonly actions: readonly ('see' | 'see-payloads' | 'run' | 'pause' | 'replay' | 'accept-deletes' | 'silence-alert' | 'change-triggers' | 'change' | 'set-secret' | 'reset' | 'export' | 'manage-accounts' | 'manage-keys' | 'see-audit' | 'own')[];
    readonly by: 'sign-in' | 'token';
    readonly preferences: ApiSchemas['Preferences'];
    /** What has changed before this was read; as `Last-Event-ID` of `GET /changes` it misses nothing that changes from here. */
    readonly lastChange: number;
    readonly version: number;
  };
  readonly Message: {
    readonly en: string;
    readonly zh: string;
  };
  readonly NeededScope: {
    /** One of them is enough. */
    readonly anyOf: readonly string[];
    readonly opens: ApiSchemas['Message'];
    /** `columns`: without it, some stay empty. */
    readonly for: 'calls' | 'columns';
  };
  readonly NewToken: {
    readonly id: string;
    readonly accountId: string;
    readonly name: string;
    readonly role: ApiSchemas['Role'];
    readonly createdAt: string;
    readonly expiresAt: string;
    readonly usedAt: string | null;
    /** Shown once; null when the request is repeated. */
    readonly token: string | null;
  };
  readonly OidcSettings: {
    readonly kind: 'oidc';
    readonly issuer: string;
    readonly clientId: string;
    readonly scopes?: readonly string[];
    readonly groupsClaim?: string;
  };
  readonly OpenRun: {
    readonly id: string;
    readonly state: 'queued' | 'running';
    /** Null until its process was heard of. */
    readonly phase: 'starting' | 'snapshot' | 'streaming' | 'stopping' | null;
    /** It is in its state. */
    readonly since: string;
    readonly rows: number;
  };
  readonly Overview: {
    readonly at: string;
    readonly pipelines: {
      readonly total: number;
      readonly byState: {
        readonly draft: number;
        readonly active: number;
        readonly paused: number;
      };
      /** How the last run of each has ended; drafts are left out. */
      readonly byOutcome: {
        readonly none: number;
        readonly succeeded: number;
        readonly incomplete: number;
        readonly failed: number;
        readonly cancelled: number;
      };
      readonly pausedByThemselves: number;
      /** Whose data are older than promised. */
      readonly late: number;
    };
    readonly runs: {
      readonly queued: number;
      readonly reading: number;
      /** Live ones. */
      readonly following: number;
      /** Runs that ended in each of the last 24 hours, and in the one that goes on. */
      readonly hours: readonly ({
        readonly from: string;
        readonly succeeded: number;
        readonly incomplete: number;
        readonly failed: number;
        readonly cancelled: number;
      })[];
    };
    /** Measured by what their schedules promise. */
    readonly oldest: readonly ({
      readonly pipelineId: string;
      readonly name: string;
      readonly schedule: ApiSchemas['Schedule'];
      /** What had changed until then is at the destination; null of one that follows events, and while nothing is. */
      readonly asOf: string | null;
      /** Since its last run ended that read everything, or since it was changed: so the promise is kept or not. Of one that follows events: how far it is behind; where they may not come, since its last read of everything. */
      readonly ageMs: number;
      readonly promisedMs: number | null;
      /** It reads everything, and follows events afterwards. */
      readonly isReading: boolean;
    })[];
    /** Of the last 24 hours, the most frequent first. */
    readonly failures: readonly ({
      readonly code: string | null;
      readonly count: number;
      readonly pipelines: number;
      readonly lastRunId: string;
      readonly lastPipelineId: string;
      readonly lastPipelineName: string;
      readonly lastAt: string;
    })[];
    readonly inbox: {
      /** Above 10000 it is not counted further. */
      readonly waiting: number;
      /** Above 10000 it is not counted further. */
      readonly dead: number;
      readonly oldestWaitingAt: string | null;
      /** For how long the oldest event waits. */
      readonly lagMs: number;
      readonly lastReceivedAt: string | null;
    };
    readonly openAlerts: number;
    readonly bots: {
      /** Triggers that are not paused. */
      readonly published: number;
      /** Triggers, handlers and integrations of whose bots an alert is open. */
      readonly troubled: number;
      /** Above 10000 it is not counted further. */
      readonly deadTurns: number;
    };
    readonly workers: {
      readonly live: number;
      readonly silent: number;
      readonly draining: number;
      /** Of those that take runs. */
      readonly slots: number;
      readonly used: number;
    };
  };
  readonly PairedPeople: {
    readonly items: readonly ({
      readonly openId: string;
      readonly name: string | null;
      readonly at: string;
    })[];
  };
  readonly PairingCode: {
    readonly code: string;
  };
  readonly PeoplePage: {
    readonly items: readonly ({
      readonly id: string;
      readonly name: string | null;
      /** `inactive`: has not joined yet. `unknown`: the app may not see it. */
      readonly state: 'active' | 'inactive' | 'frozen' | 'resigned' | 'unknown';
      /** Null where the app lacks the scope `contact:user.department:readonly`. */
      readonly departments: readonly ({
        readonly id: string;
        readonly name: string | null;
      })[] | null;
      /** When the last event was received, of those kept, that tells of something the person did. */
      readonly lastSeenAt: string | null;
    })[];
    readonly next: string | null;
  };
  readonly Person: {
    readonly openId: string;
    readonly unionId: string | null;
    readonly tenantKey: string | null;
    readonly name: string | null;
    /** With those above; null until they were asked for. */
    readonly departments: readonly string[] | null;
    readonly firstSeenAt: string;
    readonly lastSeenAt: string;
    /** Is not heard. */
    readonly isBlocked: boolean;
    /** What handlers know the person as. */
    readonly handlerUserId: string | null;
    readonly language: 'en' | 'zh' | null;
  };
  readonly PersonList: {
    readonly items: readonly ApiSchemas['Person'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly Pipeline: {
    readonly id: string;
    readonly name: string;
    readonly integrationId: string;
    /** Of a store app: whose data. */
    readonly tenantKey: string | null;
    readonly destinationId: string | null;
    readonly modules: Readonly<Record<string, unknown>>;
    readonly streams: Readonly<Record<string, unknown>>;
    readonly schedule: ApiSchemas['Schedule'];
    readonly state: 'draft' | 'active' | 'paused';
    readonly pausedBy: string | null;
    readonly pausedWhy: ApiSchemas['Message'] | null;
    /** Runs in a row that ended with what a person must mend. */
    readonly configFailures: number;
    /** When it runs next, or is looked after when it is live. */
    readonly dueAt: string | null;
    /** Null also of one that follows events. */
    readonly nextRunAt: string | null;
    /** The run that ended last, of those that have begun. */
    readonly lastRun: ApiSchemas['LastRun'] | null;
    /** The run that waits or works. */
    readonly openRun: ApiSchemas['OpenRun'] | null;
    readonly freshness: ApiSchemas['Freshness'];
    /** That were read within the last 24 hours. */
    readonly rowsOfDay: number;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
  };
  readonly PipelineChange: {
    readonly id: string;
    readonly at: string;
    readonly actor: {
      readonly kind: string;
      readonly name: string;
    };
    readonly action: string;
    /** What was changed, without secrets. Values that were others before have those under `was`. */
    readonly detail: Readonly<Record<string, unknown>>;
    /** What things are called now whose ids are in the line, as far as they are still there. */
    readonly names: Readonly<Record<string, string>>;
  };
  readonly PipelineChangeList: {
    readonly items: readonly ApiSchemas['PipelineChange'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly PipelineList: {
    readonly items: readonly ApiSchemas['Pipeline'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly PipelinesTogether: {
    readonly changed: number;
    /** Those that stay as they are. */
    readonly refused: readonly ({
      readonly id: string;
      readonly name: string;
      readonly code: string;
      readonly message: ApiSchemas['Message'];
    })[];
    /** Asked for with this as `cursor`, the act goes on; null: all is done. */
    readonly next: string | null;
  };
  readonly PipelineStream: {
    readonly name: string;
    readonly module: string | null;
    readonly mode: 'dedup' | 'append' | 'overwrite' | null;
    readonly lastRun: {
      readonly id: string;
      readonly endedAt: string;
      readonly outcome: 'complete' | 'partial' | 'not_read';
      readonly rowsRead: number;
      readonly rowsInserted: number;
      readonly rowsUpdated: number;
      readonly rowsUnchanged: number;
      readonly rowsDeleted: number;
    } | null;
    /** What had changed until then is at the destination. */
    readonly asOf: string | null;
    /** When its rows last changed, as far as the last runs tell. */
    readonly changedAt: string | null;
    /** Each part of it was read exactly then or later; null while one never was. */
    readonly auditedAt: string | null;
    /** When the last run began that read it to its end: what the signs of the platform showed until then is at the destination. */
    readonly changesAsOf: string | null;
    /** Some part of it was read longer ago than `audit_hours` allows. */
    readonly isAuditBehind: boolean;
    /** Rows that the open run has read so far. */
    readonly rowsNow: number | null;
    /** Nothing of it is deleted until a person accepts it. */
    readonly hasHeldDeletes: boolean;
  };
  readonly PlannedThing: {
    readonly kind: 'integration' | 'destination' | 'pipeline' | 'handler' | 'trigger' | 'channel';
    readonly name: string;
    /** `nothing`: it is as its file says; `keep`: no file names it, and it stays. */
    readonly action: 'create' | 'change' | 'nothing' | 'keep' | 'delete';
    /** Settings that get another value. */
    readonly changes: readonly string[];
    /** Those of `changes` that are no secrets, with what stands there now and what will. */
    readonly values: readonly ApiSchemas['ChangedValue'][];
  };
  /** `auto`: as the browser says. */
  readonly Preferences: {
    readonly language: 'auto' | 'en' | 'zh';
    readonly timeZone: string;
    readonly theme: 'auto' | 'light' | 'dark';
  };
  readonly Preview: {
    readonly stream: string;
    readonly columns: readonly ApiSchemas['Column'][];
    readonly rows: readonly (Readonly<Record<string, unknown>>)[];
    /** False when the time was over before there were enough rows. */
    readonly isWhole: boolean;
  };
  readonly Problem: {
    readonly type: string;
    readonly title: string;
    readonly status: number;
    /** Stable: programs may compare it. */
    readonly code: string;
    /** What happened, and where. */
    readonly detail: string;
    readonly cause: string;
    /** What to do. */
    readonly cure: string;
    readonly docs: string;
    readonly details: Readonly<Record<string, unknown>>;
    readonly requestId: string;
    /** The same in Chinese, where Accept-Language prefers English and takes Chinese, too. */
    readonly zh?: {
      readonly title: string;
      readonly detail: string;
      readonly cause: string;
      readonly cure: string;
    };
  };
  readonly PublishedTrigger: {
    readonly trigger: ApiSchemas['Trigger'];
    readonly number: number;
    readonly report: ApiSchemas['CheckReport'];
    readonly version: number;
  };
  /** Times such as 22:00 on the clocks of the zone. What is not urgent waits for their end, and is told then in one message. */
  readonly QuietHours: {
    readonly from: string;
    readonly to: string;
    readonly zone: string;
  };
  readonly Receiver: {
    /** How events come. */
    readonly mode: 'none' | 'webhook' | 'long_connection';
    /** Open until the first event has come the new way. */
    readonly modeBefore: 'none' | 'webhook' | 'long_connection' | null;
    /** `waiting`: no process receives yet. `listening`: for webhooks. `disconnected`: a person wants no events. */
    readonly state: 'none' | 'disconnected' | 'waiting' | 'listening' | 'connecting' | 'connected' | 'reconnecting' | 'failed';
    /** Of the mode webhook. */
    readonly webhookUrl: string | null;
    /** Of the mode long_connection. */
    readonly probe: {
      readonly connected: boolean;
      /** `waiting`: no process receives yet. `listening`: for webhooks. `disconnected`: a person wants no events. */
      readonly state: 'none' | 'disconnected' | 'waiting' | 'listening' | 'connecting' | 'connected' | 'reconnecting' | 'failed';
      readonly lastError: ApiSchemas['Message'] | null;
    } | null;
    readonly bot: string | null;
    readonly lastEventAt: string | null;
    /** How long the oldest event has waited that is still to be worked on. */
    readonly lagMs: number | null;
    /** Of an app of the store: when its newest ticket was issued; null before the first has come. */
    readonly ticketAt: string | null;
    /** Who receives now; several while the mode changes. */
    readonly ways: readonly ApiSchemas['ReceiverWay'][];
  };
  readonly ReceiverWay: {
    readonly mode: 'webhook' | 'long_connection';
    /** `waiting`: no process receives yet. `listening`: for webhooks. `disconnected`: a person wants no events. */
    readonly state: 'none' | 'disconnected' | 'waiting' | 'listening' | 'connecting' | 'connected' | 'reconnecting' | 'failed';
    readonly since: string;
    /** The process that receives: host, process id, and what makes it unique. */
    readonly owner: string;
    readonly lastConnectedAt: string | null;
    readonly lastError: ApiSchemas['Message'] | null;
    readonly lastErrorAt: string | null;
    readonly nextRetryAt: string | null;
    readonly reconnects: number;
    /** Requests to the webhook, by why they were refused. */
    readonly refusals: Readonly<Record<string, number>>;
  };
  readonly ReplayedTurns: {
    readonly count: number;
  };
  readonly Reply: {
    readonly id: string;
    readonly turnId: string | null;
    readonly integrationId: string;
    readonly tenantKey: string;
    /** `stream`: an answer, which may grow. `say`: a message. `ephemeral`: seen by one person. `react`, `unreact`: the sign of progress. */
    readonly kind: 'say' | 'stream' | 'react' | 'unreact' | 'recall' | 'ephemeral' | 'follow_ups';
    /** `given_up`: what it was for is gone. `failed`: the platform does not take it. */
    readonly state: 'queued' | 'sending' | 'sent' | 'failed' | 'given_up';
    /** False: more of it may come. */
    readonly isFinal: boolean;
    readonly messageId: string | null;
    readonly attempts: number;
    readonly nextAt: string;
    readonly lastError: ApiSchemas['Message'] | null;
    readonly isErased: boolean;
    readonly createdAt: string;
    readonly endedAt: string | null;
  };
  readonly ReplyList: {
    readonly items: readonly ApiSchemas['Reply'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly ResetRun: {
    readonly id: string;
    readonly pipelineId: string;
    readonly trigger: 'schedule' | 'person' | 'retry' | 'live' | 'catch-up';
    readonly retryOf: string | null;
    readonly requestedBy: string | null;
    readonly options: {
      readonly full: boolean;
      readonly acceptDeletes: boolean;
      readonly resetStreams: readonly string[];
    };
    /** Of a live run: what a person has asked for meanwhile, and what it ends for. */
    readonly nextRunId: string | null;
    readonly state: 'queued' | 'running' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled';
    readonly queuedAt: string;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
    readonly cancelAskedAt: string | null;
    readonly attempt: number;
    readonly progress: ApiSchemas['RunProgress'];
    /** As `larkstream sync --json` prints it at its end. */
    readonly report: Readonly<Record<string, unknown>> | null;
    readonly error: ApiSchemas['RunError'];
    /** Other pipelines that have rows in the same tables. `byItself`: it runs as soon as the tables have been dropped, and its rows are back; otherwise run it. */
    readonly alsoReads: readonly ({
      readonly id: string;
      readonly name: string;
      readonly byItself: boolean;
    })[];
  };
  readonly Role: 'viewer' | 'operator' | 'admin';
  readonly Roles: {
    readonly roles: readonly ('viewer' | 'operator' | 'admin')[];
    readonly actions: readonly ({
      readonly action: 'see' | 'see-payloads' | 'run' | 'pause' | 'replay' | 'accept-deletes' | 'silence-alert' | 'change-triggers' | 'change' | 'set-secret' | 'reset' | 'export' | 'manage-accounts' | 'manage-keys' | 'see-audit' | 'own';
      readonly leastRole: 'viewer' | 'operator' | 'admin';
    })[];
  };
  readonly Run: {
    readonly id: string;
    readonly pipelineId: string;
    readonly trigger: 'schedule' | 'person' | 'retry' | 'live' | 'catch-up';
    readonly retryOf: string | null;
    readonly requestedBy: string | null;
    readonly options: {
      readonly full: boolean;
      readonly acceptDeletes: boolean;
      readonly resetStreams: readonly string[];
    };
    /** Of a live run: what a person has asked for meanwhile, and what it ends for. */
    readonly nextRunId: string | null;
    readonly state: 'queued' | 'running' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled';
    readonly queuedAt: string;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
    readonly cancelAskedAt: string | null;
    readonly attempt: number;
    readonly progress: ApiSchemas['RunProgress'];
    /** As `larkstream sync --json` prints it at its end. */
    readonly report: Readonly<Record<string, unknown>> | null;
    readonly error: ApiSchemas['RunError'];
  };
  readonly RunError: {
    readonly family: 'config' | 'transient' | 'record' | 'stopped' | 'bug';
    readonly code: string;
    readonly message: string;
    readonly cure: string;
    readonly zh?: {
      readonly message: string;
      readonly cure: string;
    };
    /** Names, numbers and ids that the sentences are about. */
    readonly details: Readonly<Record<string, unknown>>;
  } | null;
  readonly RunFigures: {
    readonly id: string;
    readonly trigger: string;
    readonly state: 'queued' | 'running' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled';
    readonly queuedAt: string;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
    /** From its beginning to its end. */
    readonly seconds: number | null;
    readonly rowsRead: number;
    readonly rowsInserted: number;
    readonly rowsUpdated: number;
    readonly rowsUnchanged: number;
    readonly rowsDeleted: number;
    /** Of the error that has ended it. */
    readonly code: string | null;
  };
  readonly RunFiguresList: {
    readonly items: readonly ApiSchemas['RunFigures'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly RunInDetail: {
    readonly id: string;
    readonly pipelineId: string;
    readonly trigger: 'schedule' | 'person' | 'retry' | 'live' | 'catch-up';
    readonly retryOf: string | null;
    readonly requestedBy: string | null;
    readonly options: {
      readonly full: boolean;
      readonly acceptDeletes: boolean;
      readonly resetStreams: readonly string[];
    };
    /** Of a live run: what a person has asked for meanwhile, and what it ends for. */
    readonly nextRunId: string | null;
    readonly state: 'queued' | 'running' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled';
    readonly queuedAt: string;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
    readonly cancelAskedAt: string | null;
    readonly attempt: number;
    readonly progress: ApiSchemas['RunProgress'];
    /** As `larkstream sync --json` prints it at its end. */
    readonly report: Readonly<Record<string, unknown>> | null;
    readonly error: ApiSchemas['RunError'];
    /** The run that was begun last for this one again. */
    readonly retriedBy: string | null;
    /** Of when the settings of the pipeline are by which it works; null before it has begun. */
    readonly settings: {
      /** Null when the audit no longer reaches back so far. */
      readonly setAt: string | null;
      /** The last change since the run has read them. */
      readonly changedAt: string | null;
    } | null;
    /** Why it waits. `live`: the live run of the pipeline commits and ends for it; `pause`: until it is tried again; `worker`: there is none; `budget`: a run of the same app and tenant works; `turn`: for a free slot. */
    readonly waitingFor: {
      readonly reason: 'live' | 'pause' | 'worker' | 'budget' | 'turn';
      readonly runId: string | null;
      readonly until: string | null;
    } | null;
  };
  readonly RunLine: {
    readonly seq: number;
    readonly attempt: number;
    readonly at: string;
    readonly level: 'debug' | 'info' | 'warn' | 'error';
    readonly message: ApiSchemas['Message'];
    /** What it is about; null in lines that an earlier version has written. */
    readonly source: 'run' | 'reading' | 'platform' | 'events' | 'destination' | 'service' | null;
    /** Of which it tells; a hundred at most. */
    readonly streams: readonly string[];
  };
  readonly RunList: {
    readonly items: readonly ApiSchemas['ListedRun'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  /** `next` is what `after` of the next page is; null at the end. */
  readonly RunLog: {
    readonly items: readonly ApiSchemas['RunLine'][];
    readonly next: number | null;
  };
  readonly RunProgress: {
    readonly at: string;
    readonly phase: 'starting' | 'snapshot' | 'streaming' | 'stopping';
    readonly rows: number;
    readonly calls: number;
    readonly commits: number;
    readonly streams: Readonly<Record<string, {
      readonly rows: number;
      readonly estimate?: number;
      /** Work done, from 0 to 1; it only grows. */
      readonly share?: number;
      readonly done?: boolean;
    }>>;
    readonly waiting: {
      readonly for: ApiSchemas['Message'];
      readonly until: string;
      /** A limit of the platform, or the next try. */
      readonly kind: 'limit' | 'retry' | null;
      /** The module whose calls wait. */
      readonly of: string | null;
    } | null;
    /** Calls of the last minute, and how many the platform allows in one: endpoints nearest to their limits. */
    readonly rates: readonly ({
      readonly endpoint: string;
      readonly lastMinute: number;
      readonly limit: number;
    })[];
    /** Until the end, as far as it can be told. */
    readonly remainingMs: number | null;
    /** Of a live pipeline: from the receipt of an event to the commit of its rows. */
    readonly lagMs: number | null;
    /** Of a live pipeline that cannot go on: why, and how often in a row it was tried in vain. */
    readonly standstill: {
      readonly code: string;
      readonly message: ApiSchemas['Message'];
      readonly failures: number;
    } | null;
    /** Streams of which too much was missing to be believed: nothing of them is deleted until a person accepts it. */
    readonly heldDeletes: readonly string[] | null;
  } | null;
  readonly Schedule: {
    readonly kind: 'manual';
  } | {
    readonly kind: 'every';
    readonly minutes: number;
  } | {
    readonly kind: 'cron';
    /** Five fields. */
    readonly line: string;
    readonly zone: string;
  } | {
    readonly kind: 'live';
  };
  readonly ScopesOfApp: {
    readonly granted: readonly string[];
    /** The app in the developer console of its region. */
    readonly consoleUrl: string;
  };
  readonly SeenThing: {
    /** The token of a Base, the code of an approval, the id of a department. */
    readonly id: string;
    readonly name: string;
    /** The tables of a Base. */
    readonly parts: readonly ({
      readonly id: string;
      readonly name: string;
      readonly records: number | null;
    })[];
    /** The table that the link names. */
    readonly partId: string | null;
    readonly viewId: string | null;
  };
  readonly Session: {
    readonly id: string;
    readonly integrationId: string;
    readonly triggerId: string;
    /** `idle`: its time ran out, and it can be gone on with. `handed_over`: a person answers instead of the handler. */
    readonly state: 'open' | 'idle' | 'closed' | 'handed_over';
    readonly closedWhy: 'timeout' | 'command' | 'person' | 'recall' | 'superseded' | null;
    readonly isPinned: boolean;
    readonly chatKind: 'direct' | 'group' | 'topic';
    /** Null for those who may not see what people write. */
    readonly chatId: string | null;
    /** Of a group, as far as it was seen. */
    readonly chatName: string | null;
    readonly threadId: string | null;
    /** Null for those who may not see what people write. */
    readonly senderOpenId: string | null;
    /** Null for those who may not see what people write. */
    readonly senderName: string | null;
    readonly tenantKey: string;
    /** What the handler knows it by. */
    readonly conversationId: string;
    /** The session in whose place it is. */
    readonly beforeId: string | null;
    readonly messageCount: number;
    readonly lastActiveAt: string;
    readonly expiresAt: string | null;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
  };
  readonly SessionList: {
    readonly items: readonly ApiSchemas['Session'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly Setup: {
    readonly isSetUp: boolean;
  };
  readonly SetupLink: {
    readonly isGood: boolean;
    readonly expiresAt: string | null;
    /** Whose password it sets; null for the first account. */
    readonly login: string | null;
  };
  readonly SignIn: {
    readonly id: string;
    readonly createdAt: string;
    readonly seenAt: string;
    readonly expiresAt: string;
    readonly address: string | null;
    readonly agent: string | null;
    /** The request was made with it. */
    readonly isThis: boolean;
  };
  readonly SignInChoice: {
    readonly id: string;
    readonly name: string;
    readonly kind: 'oidc' | 'lark';
    readonly address: string;
  };
  readonly SignInChoices: {
    readonly items: readonly ApiSchemas['SignInChoice'][];
  };
  readonly SignInList: {
    readonly items: readonly ApiSchemas['SignIn'][];
  };
  readonly SignInProvider: {
    readonly id: string;
    readonly name: string;
    readonly isEnabled: boolean;
    readonly settings: ApiSchemas['OidcSettings'] | ApiSchemas['LarkSignInSettings'];
    /** Of people who come for the first time and whose groups say nothing; null: they are not let in. */
    readonly defaultRole: ApiSchemas['Role'] | null;
    /** Group → role, compared at every sign-in where there is any; the highest counts. */
    readonly groupRoles: Readonly<Record<string, ApiSchemas['Role']>>;
    readonly clientSecret: {
      readonly set: boolean;
      readonly updatedAt: string | null;
    };
    /** To be entered at the provider. */
    readonly redirectUri: string;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
  };
  readonly SignInProviderList: {
    readonly items: readonly ApiSchemas['SignInProvider'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly SteerPlan: {
    readonly deliveries: number;
    readonly events: number;
    /** The limit is reached: there may be more. */
    readonly isCut: boolean;
    /** When it was counted: as `notReplayedSince` it lets many be done part by part, each delivery once. */
    readonly at: string;
  };
  readonly SyncPlan: {
    readonly calls: number;
    /** The least time at the limits of the platform. */
    readonly seconds: number;
    readonly isEstimate: boolean;
    readonly endpoints: readonly ({
      readonly module: string;
      readonly endpoint: string;
      /** What the calls are made for: what has changed, what is new, what is read once more though nothing shows a change, or everything in scope. */
      readonly purpose: 'changes' | 'new' | 'audit' | 'exact';
      readonly calls: number;
      readonly isEstimate: boolean;
      readonly seconds: number;
    })[];
  };
  readonly TakenReply: {
    /** False: the answer of this `Idempotency-Key` was complete before, nothing is said. */
    readonly isNew: boolean;
  };
  readonly TestedPart: {
    readonly kind: string;
    readonly text?: string;
  };
  readonly ThingFile: {
    readonly path: string;
    readonly text: string;
  };
  readonly Token: {
    readonly id: string;
    readonly accountId: string;
    readonly name: string;
    readonly role: ApiSchemas['Role'];
    readonly createdAt: string;
    readonly expiresAt: string;
    readonly usedAt: string | null;
  };
  readonly TokenList: {
    readonly items: readonly ApiSchemas['Token'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly Transcript: {
    readonly items: readonly ({
      readonly id: string;
      readonly role: 'user' | 'assistant' | 'bystander';
      /** `om_…`, once it is sent. */
      readonly messageId: string | null;
      readonly senderOpenId: string | null;
      readonly senderName: string | null;
      readonly at: string;
      readonly text: string;
    })[];
    /** With this, the part before is asked for. */
    readonly before: string | null;
  };
  readonly Trigger: {
    readonly id: string;
    readonly name: string;
    readonly integrationId: string;
    /** From 0: those of an integration are tried in this order. */
    readonly position: number;
    readonly state: 'draft' | 'published' | 'paused';
    /** It decides, and answers nobody. */
    readonly isShadow: boolean;
    readonly publishedVersion: number | null;
    readonly draft: Readonly<Record<string, unknown>>;
    readonly createdAt: string;
    readonly changedAt: string;
    readonly version: number;
  };
  readonly TriggerList: {
    readonly items: readonly ApiSchemas['Trigger'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly TriggerSchemas: {
    readonly trigger: Readonly<Record<string, unknown>>;
    /** By their kinds. */
    readonly handlers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** Options of Xpert's Lark trigger, and the setting that each of them is here. */
    readonly xpert: readonly ({
      readonly name: string;
      readonly path: string;
    })[];
  };
  readonly TriggerVersion: {
    readonly number: number;
    readonly settings: Readonly<Record<string, unknown>>;
    readonly publishedAt: string;
    readonly publishedBy: string;
  };
  readonly TriggerVersionList: {
    readonly items: readonly ApiSchemas['TriggerVersion'][];
    /** Give it as `before` for those that are older. */
    readonly next: number | null;
  };
  readonly Turn: {
    readonly id: string;
    readonly triggerId: string;
    /** Of the trigger. */
    readonly version: number;
    readonly sessionId: string | null;
    /** Who the conversation is with, as far as the name was seen. */
    readonly senderName: string | null;
    /** The group that it is in, as far as the name was seen. */
    readonly chatName: string | null;
    readonly tenantKey: string;
    /** `gathering`: more may join it. `retrying`: the handler has failed, and is asked again. `later`: its answer, or the rest of it, is to come by the reply handle. `dead`: until somebody replays or discards it. */
    readonly state: 'gathering' | 'ready' | 'working' | 'retrying' | 'later' | 'answered' | 'dead' | 'discarded' | 'cancelled';
    readonly attempt: number;
    /** How often its handler has failed since it was begun or replayed. */
    readonly failures: number;
    readonly lastError: ApiSchemas['Message'] | null;
    readonly tokens: number;
    readonly messages: readonly ({
      readonly messageId: string;
      /** Null for those who may not see what people write. */
      readonly senderOpenId: string | null;
      readonly at: string;
      /** Of its text, in characters. */
      readonly length: number;
      readonly isErased: boolean;
    })[];
    readonly event: {
      readonly id: string;
      readonly type: string;
      readonly createdAt: string;
      readonly isErased: boolean;
    } | null;
    readonly firstAt: string;
    readonly dueAt: string;
    /** Until when an answer is waited for that comes later. */
    readonly laterUntil: string | null;
    readonly endedAt: string | null;
  };
  readonly TurnDiscardPlan: {
    readonly count: number;
  };
  readonly TurnList: {
    readonly items: readonly ApiSchemas['Turn'][];
    readonly next: string | null;
    /** All that the filter lets through; beyond ten thousand nobody counts. */
    readonly total: number;
    /** There may be more than `total`. */
    readonly totalIsAtLeast: boolean;
  };
  readonly TurnReplayPlan: {
    readonly count: number;
  };
  readonly UsedRate: {
    readonly integrationId: string;
    readonly integrationName: string;
    readonly appId: string;
    /** Of an app of the store: the company. */
    readonly tenantKey: string | null;
    readonly endpoint: string;
    readonly lastMinute: number;
    /** Calls that the platform allows in a minute. */
    readonly limit: number;
    readonly runs: readonly ({
      readonly runId: string;
      readonly pipelineId: string;
      readonly pipelineName: string;
      /** The id of the process. */
      readonly worker: string;
      readonly lastMinute: number;
    })[];
  };
  readonly UsedRates: {
    readonly items: readonly ApiSchemas['UsedRate'][];
  };
  readonly Worker: {
    readonly id: string;
    readonly host: string;
    readonly pid: number;
    readonly programVersion: string;
    readonly roles: readonly ('api' | 'receiver' | 'worker' | 'scheduler')[];
    /** `drained`: it takes no more runs, and those that it had taken have ended. `silent`: it has not been heard of for 15 s. */
    readonly state: 'working' | 'draining' | 'drained' | 'silent';
    /** Runs that read once, at a time. */
    readonly slots: number;
    /** Runs that it works on, live ones too. */
    readonly runs: number;
    /** Up to 20 of them, those that have waited longest first. */
    readonly firstRuns: readonly ({
      readonly id: string;
      readonly pipelineId: string;
      readonly pipelineName: string;
    })[];
    /** Apps whose events it receives. */
    readonly receivers: number;
    /** Up to 20 of them, by their app ids. */
    readonly firstApps: readonly string[];
    readonly startedAt: string;
    readonly seenAt: string;
    readonly drainingSince: string | null;
    /** Its master keys, the current one first, never a key; null where it has not said. */
    readonly keys: readonly ({
      readonly id: string;
      readonly fingerprint: string;
    })[] | null;
    /** Master keys that wrap secrets which it does not open: it lacks them, or has others of that name. */
    readonly unopenedKeys: readonly string[];
  };
  readonly WorkerList: {
    readonly items: readonly ApiSchemas['Worker'][];
  };
}
