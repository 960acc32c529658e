// Made from the OpenAPI document of the service by `npm run docs`; not to be changed by hand.

import type { ApiSchemas } from './schemas.ts';

/** Each route of the API: what it is asked with, and what it answers. */
export interface ApiOperations {
  /** Whether the service has an administrator */
  readonly 'GET /setup': {
    readonly asked: object;
    readonly answer: ApiSchemas['Setup'];
  };
  /** Uses a setup link: makes the first account, or sets the password of the account that the link is for, and signs in */
  readonly 'POST /setup': {
    readonly asked: {
      readonly body: {
        /** What follows `#token=` in the link. */
        readonly secret: string;
        readonly password: string;
        /** Of the first account. */
        readonly login?: string;
        /** Of the first account. */
        readonly name?: string;
      };
    };
    readonly answer: ApiSchemas['Account'];
  };
  /** Whether a setup link is still good, without using it up */
  readonly 'POST /setup/check': {
    readonly asked: {
      readonly body: {
        readonly secret: string;
      };
    };
    readonly answer: ApiSchemas['SetupLink'];
  };
  /** Signs in with a password; the browser then has a cookie */
  readonly 'POST /sign-in': {
    readonly asked: {
      readonly body: {
        readonly login: string;
        readonly password: string;
      };
    };
    readonly answer: ApiSchemas['Account'];
  };
  /** Signs out */
  readonly 'POST /sign-out': {
    readonly asked: object;
    readonly answer: undefined;
  };
  /** Who is asking, and what they may do */
  readonly 'GET /me': {
    readonly asked: object;
    readonly answer: ApiSchemas['Me'];
  };
  /** Changes the own name */
  readonly 'PATCH /me': {
    readonly asked: {
      readonly body: {
        readonly name: string;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Account'];
  };
  /** How one wants to see the console */
  readonly 'GET /me/preferences': {
    readonly asked: object;
    readonly answer: ApiSchemas['Preferences'];
  };
  /** Sets language, time zone and theme of the console, in every browser */
  readonly 'PUT /me/preferences': {
    readonly asked: {
      readonly body: ApiSchemas['Preferences'];
    };
    readonly answer: ApiSchemas['Preferences'];
  };
  /** Sets another password; all other sign-ins of the account end */
  readonly 'POST /me/password': {
    readonly asked: {
      readonly body: {
        readonly current: string;
        readonly next: string;
      };
    };
    readonly answer: undefined;
  };
  /** The browsers in which one is signed in */
  readonly 'GET /me/sign-ins': {
    readonly asked: object;
    readonly answer: ApiSchemas['SignInList'];
  };
  /** Ends one of the own sign-ins */
  readonly 'DELETE /me/sign-ins/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: undefined;
  };
  /** The own API tokens, the newest first */
  readonly 'GET /me/tokens': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number };
    };
    readonly answer: ApiSchemas['TokenList'];
  };
  /** Makes an API token. It may do no more than its owner, and is shown once. */
  readonly 'POST /me/tokens': {
    readonly asked: {
      readonly body: {
        readonly name: string;
        readonly role: ApiSchemas['Role'];
        readonly days?: number;
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['NewToken'];
  };
  /** Deletes one of the own API tokens */
  readonly 'DELETE /me/tokens/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: undefined;
  };
  /** Whether all is well: how pipelines stand, what has failed within a day, what waits, who works */
  readonly 'GET /overview': {
    readonly asked: object;
    readonly answer: ApiSchemas['Overview'];
  };
  /** The runs that schedules begin within a day at most, spread as they will be */
  readonly 'GET /schedules': {
    readonly asked: {
      readonly query?: { readonly from?: string; readonly to?: string };
    };
    readonly answer: ApiSchemas['ComingRuns'];
  };
  /** Lists accounts, the newest first */
  readonly 'GET /accounts': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly search?: string; readonly role?: ApiSchemas['Role'] };
    };
    readonly answer: ApiSchemas['AccountList'];
  };
  /** Makes an account; its person sets the password by the link in the answer */
  readonly 'POST /accounts': {
    readonly asked: {
      readonly body: {
        readonly name: string;
        readonly login: string;
        readonly role: ApiSchemas['Role'];
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['AccountWithLink'];
  };
  /** Shows an account */
  readonly 'GET /accounts/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Account'];
  };
  /** Changes name or role of an account, disables or enables it. Of a disabled account all sign-ins have ended, and tokens are refused. The last administrator stays one. */
  readonly 'PATCH /accounts/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly name?: string;
        readonly role?: ApiSchemas['Role'];
        readonly isDisabled?: boolean;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Account'];
  };
  /** Deletes an account with its sign-ins and tokens */
  readonly 'DELETE /accounts/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: undefined;
  };
  /** Makes a new link for setting the password of an account */
  readonly 'POST /accounts/{id}/reset-password': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['AccountWithLink'];
  };
  /** Lists the API tokens of all accounts, the newest first */
  readonly 'GET /tokens': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly accountId?: string };
    };
    readonly answer: ApiSchemas['TokenList'];
  };
  /** Deletes an API token of anybody */
  readonly 'DELETE /tokens/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: undefined;
  };
  /** Lists the tenants that have installed the app of a store app, the newest first */
  readonly 'GET /installations': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly integrationId?: string; readonly state?: ApiSchemas['InstallationState'] };
    };
    readonly answer: ApiSchemas['InstallationList'];
  };
  /** Shows an installation */
  readonly 'GET /installations/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Installation'];
  };
  /** What has become of an installation, the newest first: who has done what to it */
  readonly 'GET /installations/{id}/history': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly cursor?: string; readonly limit?: number };
    };
    readonly answer: ApiSchemas['InstallationChangeList'];
  };
  /** Makes a link by which somebody who signs in binds the tenant to a pipeline draft, once. The link is shown here and nowhere else, and is good for seven days. The one before is good no more. */
  readonly 'POST /installations/{id}/claim-link': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['ClaimLink'];
  };
  /** Uses a claim link up: makes a pipeline draft for the tenant, which does not run by itself */
  readonly 'POST /installations/{id}/claim': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        /** What follows `token=` in the link. */
        readonly secret: string;
        /** Of the draft. */
        readonly name?: string;
      };
    };
    readonly answer: ApiSchemas['Installation'];
  };
  /** Which role each action takes at least; roles are listed from the least to the most */
  readonly 'GET /roles': {
    readonly asked: object;
    readonly answer: ApiSchemas['Roles'];
  };
  /** The ways to sign in beside a password; a browser goes to `address` */
  readonly 'GET /sign-in/providers': {
    readonly asked: object;
    readonly answer: ApiSchemas['SignInChoices'];
  };
  /** Lists the providers that people can sign in by, the newest first */
  readonly 'GET /settings/sign-in': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number };
    };
    readonly answer: ApiSchemas['SignInProviderList'];
  };
  /** Adds a provider: OpenID Connect, or Feishu or Lark through the app of an integration */
  readonly 'POST /settings/sign-in': {
    readonly asked: {
      readonly body: {
        readonly name: string;
        readonly isEnabled?: boolean;
        readonly settings: ApiSchemas['OidcSettings'] | ApiSchemas['LarkSignInSettings'];
        /** Of people who come for the first time and whose groups say nothing; null: they are not let in. */
        readonly defaultRole?: ApiSchemas['Role'] | null;
        /** Group → role, compared at every sign-in where there is any; the highest counts. */
        readonly groupRoles?: Readonly<Record<string, ApiSchemas['Role']>>;
        readonly clientSecret?: string;
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['SignInProvider'];
  };
  /** Shows a provider */
  readonly 'GET /settings/sign-in/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['SignInProvider'];
  };
  /** Changes a provider; its kind stays. Another issuer needs the client secret in the same request: one that is kept is sent nowhere else. */
  readonly 'PATCH /settings/sign-in/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly name?: string;
        readonly isEnabled?: boolean;
        readonly settings?: ApiSchemas['OidcSettings'] | ApiSchemas['LarkSignInSettings'];
        /** Of people who come for the first time and whose groups say nothing; null: they are not let in. */
        readonly defaultRole?: ApiSchemas['Role'] | null;
        /** Group → role, compared at every sign-in where there is any; the highest counts. */
        readonly groupRoles?: Readonly<Record<string, ApiSchemas['Role']>>;
        readonly clientSecret?: string;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['SignInProvider'];
  };
  /** Deletes a provider; accounts that came from it stay, and can sign in no more */
  readonly 'DELETE /settings/sign-in/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: undefined;
  };
  /** Sets the client secret of a provider of OpenID Connect */
  readonly 'PUT /settings/sign-in/{id}/client-secret': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly clientSecret: string;
      };
    };
    readonly answer: undefined;
  };
  /** Who did what to which thing, the newest first */
  readonly 'GET /audit': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly id?: string; readonly objectId?: string; readonly actorId?: string; readonly action?: string; readonly since?: string; readonly until?: string };
    };
    readonly answer: ApiSchemas['AuditLineList'];
  };
  /** Lists the master keys, the current one first, and how many secrets each wraps */
  readonly 'GET /keys': {
    readonly asked: object;
    readonly answer: ApiSchemas['MasterKeys'];
  };
  /** Adds a master key that wraps nothing yet. Where several machines each have a file of keys, it is copied to all of them before it is rotated to. */
  readonly 'POST /keys/add': {
    readonly asked: object;
    readonly answer: {
      readonly keyId: string;
    };
  };
  /** Makes a new master key, and wraps all secrets with it. Refused while processes on other machines, which have files of keys of their own, use the store, or one at work lacks the key. */
  readonly 'POST /keys/rotate': {
    readonly asked: object;
    readonly answer: ApiSchemas['KeyRotation'];
  };
  /** Makes a master key the current one, and wraps all secrets with it. Refused while a process at work lacks the key. */
  readonly 'POST /keys/{id}/rotate': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['KeyRotation'];
  };
  /** Removes a master key that wraps nothing any more. Refused while a process at work lacks the current key, or another store may need the key. */
  readonly 'POST /keys/{id}/retire': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body?: {
        /** Other stores have used the same file of keys, and a person has seen that none needs the key. */
        readonly isUnusedElsewhere?: boolean;
      };
    };
    readonly answer: {
      /** False where somebody else keeps the keys, who may remove it now. */
      readonly isRemoved: boolean;
    };
  };
  /** Opens every secret, and names those that do not open */
  readonly 'POST /keys/verify': {
    readonly asked: object;
    readonly answer: ApiSchemas['KeyVerification'];
  };
  /** Runs, the newest first */
  readonly 'GET /runs': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly pipelineId?: string; readonly integrationId?: string; readonly state?: 'queued' | 'running' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled'; readonly trigger?: 'schedule' | 'person' | 'retry' | 'live' | 'catch-up'; readonly retryOf?: string; readonly since?: string; readonly until?: string };
    };
    readonly answer: ApiSchemas['RunList'];
  };
  /** A run */
  readonly 'GET /runs/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['RunInDetail'];
  };
  /** The attempts of a run, the first one first */
  readonly 'GET /runs/{id}/attempts': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['AttemptList'];
  };
  /** Lines of the log of a run, the oldest first */
  readonly 'GET /runs/{id}/log': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly after?: number | null; readonly limit?: number; readonly level?: 'debug' | 'info' | 'warn' | 'error'; readonly source?: 'run' | 'reading' | 'platform' | 'events' | 'destination' | 'service'; readonly stream?: string; readonly search?: string };
    };
    readonly answer: ApiSchemas['RunLog'];
  };
  /** Ends a run: at once when it waits; one that works commits what is there first */
  readonly 'POST /runs/{id}/cancel': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Run'];
  };
  /** Begins a run that has ended again, as a new one */
  readonly 'POST /runs/{id}/retry': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['Run'];
  };
  /** Runs a pipeline now. With `full`, everything is read from the beginning. */
  readonly 'POST /pipelines/{id}/run': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body?: {
        readonly full?: boolean;
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['Run'];
  };
  /** Runs a pipeline now, and believes disappearances that are too large to believe */
  readonly 'POST /pipelines/{id}/accept-deletes': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['Run'];
  };
  /** Drops the tables of streams, by names or patterns with `*`, and reads them again. Other pipelines that have rows in the same tables are named, and those with a schedule read them again. */
  readonly 'POST /pipelines/{id}/reset': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly streams: readonly string[];
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['ResetRun'];
  };
  /** Lists alerts, the newest first */
  readonly 'GET /alerts': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly isOpen?: 'true' | 'false'; readonly kind?: 'run.failed' | 'pipeline.paused' | 'freshness.late' | 'deletes.held' | 'events.dead' | 'ticket.old' | 'token.refused' | 'connection.deaf' | 'connection.shared' | 'events.unsubscribed' | 'events.missing' | 'handler.failing' | 'handler.gone' | 'handler.absent' | 'turns.dead' | 'outbox.failing' | 'trigger.deaf' | 'trigger.late' | 'disk.full' | 'keys.wrong'; readonly subjectId?: string };
    };
    readonly answer: ApiSchemas['AlertList'];
  };
  /** Shows an alert */
  readonly 'GET /alerts/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Alert'];
  };
  /** Says that you have an alert in hand; with `isInHand` false, that nobody has any more */
  readonly 'POST /alerts/{id}/acknowledge': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body?: {
        readonly isInHand?: boolean;
      };
    };
    readonly answer: ApiSchemas['Alert'];
  };
  /** Keeps an alert quiet until a time, also when it opens anew meanwhile; null lets it speak again */
  readonly 'POST /alerts/{id}/silence': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly until: string | null;
      };
    };
    readonly answer: ApiSchemas['Alert'];
  };
  /** Lists the events that have come and are still kept, the newest first, with their deliveries. Those in the state `kept`, and those without a decision, are looked for among five thousand events for each part: a part may hold few or none, and `next` goes on behind what was looked through. */
  readonly 'GET /events': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly integrationId?: string; readonly tenantKey?: string; readonly type?: string; readonly actorId?: string; readonly chatId?: string; readonly consumer?: string; readonly triggerId?: string; readonly decision?: 'taken' | 'refused' | 'shadow' | 'none'; readonly decisionCode?: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked'; readonly since?: string; readonly until?: string; readonly state?: 'pending' | 'done' | 'dead' | 'kept' };
    };
    readonly answer: ApiSchemas['EventList'];
  };
  /** Finds events by what was pushed: words, the id of a chat or of a person; or by their own id. There is no index of bodies: each part looks through ten thousand events that the other filters let through, and `next` goes on behind them, also where nothing was found. The audit keeps who has searched. */
  readonly 'POST /events/search': {
    readonly asked: {
      readonly body: {
        readonly cursor?: string;
        readonly limit?: number;
        readonly integrationId?: string;
        readonly tenantKey?: string;
        readonly type?: string;
        /** `open_id` of the person who has done it. */
        readonly actorId?: string;
        readonly chatId?: string;
        readonly consumer?: string;
        /** Those that this trigger was tried with. */
        readonly triggerId?: string;
        /** What triggers have made of it: `refused` when none took it, `none` when nobody has decided. With `triggerId` it is about that trigger. */
        readonly decision?: 'taken' | 'refused' | 'shadow' | 'none';
        /** Why a trigger has not taken it. */
        readonly decisionCode?: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked';
        readonly since?: string;
        /** Times of receipt; this one is excluded. */
        readonly until?: string;
        readonly state?: 'pending' | 'done' | 'dead' | 'kept';
        readonly text: string;
      };
    };
    readonly answer: ApiSchemas['FoundEvents'];
  };
  /** The types of the events that are kept, with how many there are of each. The counts may be a minute old. */
  readonly 'GET /events/types': {
    readonly asked: {
      readonly query?: { readonly integrationId?: string };
    };
    readonly answer: ApiSchemas['EventTypes'];
  };
  /** Shows an event with its deliveries */
  readonly 'GET /events/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Event'];
  };
  /** What the platform has pushed, without its envelope; the audit keeps who has read it */
  readonly 'GET /events/{id}/payload': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['EventPayload'];
  };
  /** What became of an event: who wanted it, what happened to it when, and the run that has done it */
  readonly 'GET /events/{id}/trace': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['EventTrace'];
  };
  /** Has an event worked on again, as if it were new. What somebody works on at this moment is left alone. */
  readonly 'POST /events/{id}/replay': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body?: {
        /** Who is to get it; without one, all who have it. */
        readonly consumer?: string;
      };
    };
    readonly answer: ApiSchemas['ChangedDeliveries'];
  };
  /** Has the events of a filter worked on again, the oldest first. What somebody works on at this moment is left alone. The list of events with the same filter shows them before. Where `count` is the limit, there may be more. */
  readonly 'POST /events/replay': {
    readonly asked: {
      readonly body: {
        readonly integrationId?: string;
        readonly tenantKey?: string;
        readonly type?: string;
        /** `open_id` of the person who has done it. */
        readonly actorId?: string;
        readonly chatId?: string;
        readonly consumer?: string;
        /** Those that this trigger was tried with. */
        readonly triggerId?: string;
        /** What triggers have made of it: `refused` when none took it, `none` when nobody has decided. With `triggerId` it is about that trigger. */
        readonly decision?: 'taken' | 'refused' | 'shadow' | 'none';
        /** Why a trigger has not taken it. */
        readonly decisionCode?: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked';
        readonly since?: string;
        /** Times of receipt; this one is excluded. */
        readonly until?: string;
        readonly state?: 'pending' | 'done' | 'dead';
        /** Only what nobody has put back since. */
        readonly notReplayedSince?: string;
        readonly limit?: number;
      };
    };
    readonly answer: ApiSchemas['ChangedDeliveries'];
  };
  /** How many deliveries a replay by a filter would be of, without doing it */
  readonly 'POST /events/replay/plan': {
    readonly asked: {
      readonly body: {
        readonly integrationId?: string;
        readonly tenantKey?: string;
        readonly type?: string;
        /** `open_id` of the person who has done it. */
        readonly actorId?: string;
        readonly chatId?: string;
        readonly consumer?: string;
        /** Those that this trigger was tried with. */
        readonly triggerId?: string;
        /** What triggers have made of it: `refused` when none took it, `none` when nobody has decided. With `triggerId` it is about that trigger. */
        readonly decision?: 'taken' | 'refused' | 'shadow' | 'none';
        /** Why a trigger has not taken it. */
        readonly decisionCode?: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked';
        readonly since?: string;
        /** Times of receipt; this one is excluded. */
        readonly until?: string;
        readonly state?: 'pending' | 'done' | 'dead';
        /** Only what nobody has put back since. */
        readonly notReplayedSince?: string;
        readonly limit?: number;
      };
    };
    readonly answer: ApiSchemas['SteerPlan'];
  };
  /** Has dead deliveries of an event tried again. Only dead deliveries change. */
  readonly 'POST /events/{id}/retry': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body?: {
        /** Who is to get it; without one, all who have it. */
        readonly consumer?: string;
      };
    };
    readonly answer: ApiSchemas['ChangedDeliveries'];
  };
  /** Has the dead deliveries of a filter tried again, the oldest first. Only dead deliveries change. The list of events with the same filter shows them before. Where `count` is the limit, there may be more. */
  readonly 'POST /events/retry': {
    readonly asked: {
      readonly body: {
        readonly integrationId?: string;
        readonly tenantKey?: string;
        readonly type?: string;
        /** `open_id` of the person who has done it. */
        readonly actorId?: string;
        readonly chatId?: string;
        readonly consumer?: string;
        /** Those that this trigger was tried with. */
        readonly triggerId?: string;
        /** What triggers have made of it: `refused` when none took it, `none` when nobody has decided. With `triggerId` it is about that trigger. */
        readonly decision?: 'taken' | 'refused' | 'shadow' | 'none';
        /** Why a trigger has not taken it. */
        readonly decisionCode?: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked';
        readonly since?: string;
        /** Times of receipt; this one is excluded. */
        readonly until?: string;
        readonly state?: 'dead';
        /** Only what nobody has put back since. */
        readonly notReplayedSince?: string;
        readonly limit?: number;
      };
    };
    readonly answer: ApiSchemas['ChangedDeliveries'];
  };
  /** How many dead deliveries of a filter would be tried again, without doing it */
  readonly 'POST /events/retry/plan': {
    readonly asked: {
      readonly body: {
        readonly integrationId?: string;
        readonly tenantKey?: string;
        readonly type?: string;
        /** `open_id` of the person who has done it. */
        readonly actorId?: string;
        readonly chatId?: string;
        readonly consumer?: string;
        /** Those that this trigger was tried with. */
        readonly triggerId?: string;
        /** What triggers have made of it: `refused` when none took it, `none` when nobody has decided. With `triggerId` it is about that trigger. */
        readonly decision?: 'taken' | 'refused' | 'shadow' | 'none';
        /** Why a trigger has not taken it. */
        readonly decisionCode?: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked';
        readonly since?: string;
        /** Times of receipt; this one is excluded. */
        readonly until?: string;
        readonly state?: 'dead';
        /** Only what nobody has put back since. */
        readonly notReplayedSince?: string;
        readonly limit?: number;
      };
    };
    readonly answer: ApiSchemas['SteerPlan'];
  };
  /** Discards dead deliveries of an event: nobody works on them any more. Only dead deliveries change. They can be replayed as long as the event is kept. */
  readonly 'POST /events/{id}/discard': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body?: {
        /** Who is to get it; without one, all who have it. */
        readonly consumer?: string;
      };
    };
    readonly answer: ApiSchemas['ChangedDeliveries'];
  };
  /** Discards the dead deliveries of a filter, the oldest first. Only dead deliveries change. They can be replayed as long as the event is kept. The list of events with the same filter shows them before. Where `count` is the limit, there may be more. */
  readonly 'POST /events/discard': {
    readonly asked: {
      readonly body: {
        readonly integrationId?: string;
        readonly tenantKey?: string;
        readonly type?: string;
        /** `open_id` of the person who has done it. */
        readonly actorId?: string;
        readonly chatId?: string;
        readonly consumer?: string;
        /** Those that this trigger was tried with. */
        readonly triggerId?: string;
        /** What triggers have made of it: `refused` when none took it, `none` when nobody has decided. With `triggerId` it is about that trigger. */
        readonly decision?: 'taken' | 'refused' | 'shadow' | 'none';
        /** Why a trigger has not taken it. */
        readonly decisionCode?: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked';
        readonly since?: string;
        /** Times of receipt; this one is excluded. */
        readonly until?: string;
        readonly state?: 'dead';
        /** Only what nobody has put back since. */
        readonly notReplayedSince?: string;
        readonly limit?: number;
      };
    };
    readonly answer: ApiSchemas['ChangedDeliveries'];
  };
  /** How many dead deliveries of a filter would be discarded, without doing it */
  readonly 'POST /events/discard/plan': {
    readonly asked: {
      readonly body: {
        readonly integrationId?: string;
        readonly tenantKey?: string;
        readonly type?: string;
        /** `open_id` of the person who has done it. */
        readonly actorId?: string;
        readonly chatId?: string;
        readonly consumer?: string;
        /** Those that this trigger was tried with. */
        readonly triggerId?: string;
        /** What triggers have made of it: `refused` when none took it, `none` when nobody has decided. With `triggerId` it is about that trigger. */
        readonly decision?: 'taken' | 'refused' | 'shadow' | 'none';
        /** Why a trigger has not taken it. */
        readonly decisionCode?: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked';
        readonly since?: string;
        /** Times of receipt; this one is excluded. */
        readonly until?: string;
        readonly state?: 'dead';
        /** Only what nobody has put back since. */
        readonly notReplayedSince?: string;
        readonly limit?: number;
      };
    };
    readonly answer: ApiSchemas['SteerPlan'];
  };
  /** Lists where alerts are told, the newest first */
  readonly 'GET /alert-channels': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number };
    };
    readonly answer: ApiSchemas['AlertChannelList'];
  };
  /** Makes a channel: `mail` (host, port, security, user, from, to), `url` (url, of which only the origin is shown; signed with the secret `signing_key`) or `lark` (integrationId, chatId, tenantKey) */
  readonly 'POST /alert-channels': {
    readonly asked: {
      readonly body: {
        readonly name: string;
        readonly kind: 'lark' | 'url' | 'mail';
        /** In which people are told. */
        readonly language?: 'en' | 'zh';
        readonly settings: Readonly<Record<string, unknown>>;
        readonly secrets?: {
          readonly signing_key?: string;
          readonly password?: string;
        };
        /** Which kinds of alerts; all when empty. */
        readonly kinds?: readonly ('run.failed' | 'pipeline.paused' | 'freshness.late' | 'deletes.held' | 'events.dead' | 'ticket.old' | 'token.refused' | 'connection.deaf' | 'connection.shared' | 'events.unsubscribed' | 'events.missing' | 'handler.failing' | 'handler.gone' | 'handler.absent' | 'turns.dead' | 'outbox.failing' | 'trigger.deaf' | 'trigger.late' | 'disk.full' | 'keys.wrong')[];
        readonly quietHours?: ApiSchemas['QuietHours'] | null;
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['AlertChannel'];
  };
  /** Shows a channel, and how its messages get through */
  readonly 'GET /alert-channels/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['AlertChannel'];
  };
  /** Changes a channel; settings are given all anew. A URL that is given as it is shown stays. Another host, port or user of a mail server, or no encryption any more, needs its password in the same request: a password that is kept is sent nowhere else. */
  readonly 'PATCH /alert-channels/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly name?: string;
        /** In which people are told. */
        readonly language?: 'en' | 'zh';
        readonly settings?: Readonly<Record<string, unknown>>;
        /** Which kinds of alerts; all when empty. */
        readonly kinds?: readonly ('run.failed' | 'pipeline.paused' | 'freshness.late' | 'deletes.held' | 'events.dead' | 'ticket.old' | 'token.refused' | 'connection.deaf' | 'connection.shared' | 'events.unsubscribed' | 'events.missing' | 'handler.failing' | 'handler.gone' | 'handler.absent' | 'turns.dead' | 'outbox.failing' | 'trigger.deaf' | 'trigger.late' | 'disk.full' | 'keys.wrong')[];
        readonly quietHours?: ApiSchemas['QuietHours'] | null;
        readonly secrets?: {
          readonly signing_key?: string;
          readonly password?: string;
        };
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['AlertChannel'];
  };
  /** Forgets a channel, and what was still to be sent on it */
  readonly 'DELETE /alert-channels/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: undefined;
  };
  /** Sets the password of a mail server, or another key for signatures; the key before it signs beside it for a day */
  readonly 'PUT /alert-channels/{id}/secrets': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly signing_key?: string;
        readonly password?: string;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['AlertChannel'];
  };
  /** Sends a test message */
  readonly 'POST /alert-channels/{id}/test': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['CheckReport'];
  };
  /** Lists the processes of the service with their roles, their last sign of life and their load */
  readonly 'GET /workers': {
    readonly asked: object;
    readonly answer: ApiSchemas['WorkerList'];
  };
  /** Has a worker take no more runs: those under way go on to their end, live ones go to other workers. The process does so within seconds. */
  readonly 'POST /workers/{id}/drain': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Worker'];
  };
  /** Has a worker take runs again. The process does so within seconds. */
  readonly 'POST /workers/{id}/undrain': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Worker'];
  };
  /** Calls of the last minute against what the platform allows, by app and company, the tightest first. Of runs that work now, the endpoints nearest to their limits; 200 at most. */
  readonly 'GET /rates': {
    readonly asked: object;
    readonly answer: ApiSchemas['UsedRates'];
  };
  /** What can be connected, with the schemas of its settings */
  readonly 'GET /catalogue': {
    readonly asked: {
      readonly query?: { readonly language?: 'en' | 'zh' };
    };
    readonly answer: {
      readonly items: readonly ApiSchemas['CatalogueEntry'][];
    };
  };
  /** The schemas of the settings of triggers and handlers */
  readonly 'GET /catalogue/triggers': {
    readonly asked: {
      readonly query?: { readonly language?: 'en' | 'zh' };
    };
    readonly answer: ApiSchemas['TriggerSchemas'];
  };
  /** Lists integrations, the newest first */
  readonly 'GET /integrations': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly search?: string; readonly region?: 'lark' | 'feishu' };
    };
    readonly answer: ApiSchemas['IntegrationList'];
  };
  /** Makes an integration: one app of Lark or Feishu */
  readonly 'POST /integrations': {
    readonly asked: {
      readonly body: {
        readonly name: string;
        readonly region: 'lark' | 'feishu';
        readonly baseUrl?: string;
        readonly kind?: 'custom_app' | 'store_app';
        readonly appId: string;
        /** How events come. */
        readonly mode?: 'none' | 'webhook' | 'long_connection';
        readonly settings?: Readonly<Record<string, unknown>>;
        readonly secrets: {
          readonly app_secret: string;
          readonly verification_token?: string;
          readonly encrypt_key?: string;
        };
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['Integration'];
  };
  /** Shows an integration */
  readonly 'GET /integrations/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Integration'];
  };
  /** Changes the name of an integration, its host, or all of its settings. Another host needs the secret of the app in the same request: one that is kept is sent nowhere else. */
  readonly 'PATCH /integrations/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly name?: string;
        readonly baseUrl?: string | null;
        readonly settings?: Readonly<Record<string, unknown>>;
        readonly secrets?: {
          readonly app_secret: string;
        };
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Integration'];
  };
  /** Forgets an integration that no pipeline uses, with its secrets */
  readonly 'DELETE /integrations/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: undefined;
  };
  /** Sets or changes secrets; null takes one away. For the time of the overlap events are believed by the old ones, too, so that none is lost meanwhile; where an Encrypt Key is added or taken away, events in plain text beside encrypted ones. */
  readonly 'PUT /integrations/{id}/secrets': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly app_secret?: string;
        readonly verification_token?: string;
        readonly encrypt_key?: string;
        readonly overlapMinutes?: number;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Integration'];
  };
  /** Has events come another way; the way before stays open until the first event has come the new way. Refused (409) is `none` while a live pipeline follows the events of the integration. */
  readonly 'PUT /integrations/{id}/mode': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        /** How events come. */
        readonly mode: 'none' | 'webhook' | 'long_connection';
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Integration'];
  };
  /** How receiving the events of an integration stands, in whichever processes */
  readonly 'GET /integrations/{id}/receiver': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Receiver'];
  };
  /** Has no more events received, until somebody reconnects: live pipelines then only read everything from time to time */
  readonly 'POST /integrations/{id}/receiver/disconnect': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Integration'];
  };
  /** Has events received again */
  readonly 'POST /integrations/{id}/receiver/reconnect': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Integration'];
  };
  /** Makes the connection for events anew */
  readonly 'POST /integrations/{id}/receiver/refresh': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Integration'];
  };
  /** Asks the tenant's administrator for the scopes that the app lacks */
  readonly 'POST /integrations/{id}/scopes/apply': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: undefined;
  };
  /** The people directly in a department, and when each did something last */
  readonly 'GET /integrations/{id}/users': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly tenantKey?: string; readonly cursor?: string; readonly departmentId?: string; readonly limit?: number };
    };
    readonly answer: ApiSchemas['PeoplePage'];
  };
  /** The departments directly in a department, to choose from */
  readonly 'GET /integrations/{id}/departments': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly tenantKey?: string; readonly cursor?: string; readonly departmentId?: string; readonly limit?: number };
    };
    readonly answer: ApiSchemas['DepartmentPage'];
  };
  /** The groups that the bot is in or, by name, can find, to choose from */
  readonly 'GET /integrations/{id}/chats': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly tenantKey?: string; readonly cursor?: string; readonly search?: string };
    };
    readonly answer: ApiSchemas['ChatPage'];
  };
  /** What a link, token or code is: a Base with its tables, an approval or a department by its name; nothing is changed */
  readonly 'POST /integrations/{id}/look': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly module: 'base' | 'approval' | 'contact';
        readonly reference: string;
        /** Of an app of the store: the company. */
        readonly tenantKey?: string;
      };
    };
    readonly answer: ApiSchemas['SeenThing'];
  };
  /** The scopes that the app has been granted, and where more are */
  readonly 'GET /integrations/{id}/scopes': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly tenantKey?: string };
    };
    readonly answer: ApiSchemas['ScopesOfApp'];
  };
  /** Lists destinations, the newest first */
  readonly 'GET /destinations': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly search?: string; readonly type?: string };
    };
    readonly answer: ApiSchemas['DestinationList'];
  };
  /** Makes a destination; of a database, its address is the secret `url` */
  readonly 'POST /destinations': {
    readonly asked: {
      readonly body: {
        readonly name: string;
        readonly type: string;
        readonly settings?: Readonly<Record<string, unknown>>;
        readonly secrets?: {
          readonly url?: string;
        };
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['Destination'];
  };
  /** Shows a destination */
  readonly 'GET /destinations/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Destination'];
  };
  /** Changes the name of a destination, or all of its settings; they count from the next run */
  readonly 'PATCH /destinations/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly name?: string;
        readonly settings?: Readonly<Record<string, unknown>>;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Destination'];
  };
  /** Forgets a destination that no pipeline uses; what it holds stays */
  readonly 'DELETE /destinations/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: undefined;
  };
  /** Gives a database another address */
  readonly 'PUT /destinations/{id}/secrets': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly url: string;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Destination'];
  };
  /** Tries whether rows can be written there, and keeps the answer */
  readonly 'POST /destinations/{id}/test': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['CheckReport'];
  };
  /** Lists handlers, the newest first */
  readonly 'GET /handlers': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly kind?: 'http' | 'openai' | 'command' | 'function' | 'nats' | 'kafka'; readonly search?: string };
    };
    readonly answer: ApiSchemas['HandlerList'];
  };
  /** Makes a handler: `http` (a URL), `openai` (a language model), `command` (a program) or `function`. Secrets are given by administrators, who alone make and change programs. For a URL a key of signatures is made unless one is given. */
  readonly 'POST /handlers': {
    readonly asked: {
      readonly body: {
        readonly name: string;
        readonly kind: 'http' | 'openai' | 'command' | 'function' | 'nats' | 'kafka';
        readonly settings?: Readonly<Record<string, unknown>>;
        /** By their names: `signing_key` and `header.NAME` of a URL, `api_key` of a language model, `env.NAME` of a program. */
        readonly secrets?: Readonly<Record<string, string>>;
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['MadeHandler'];
  };
  /** Shows a handler */
  readonly 'GET /handlers/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Handler'];
  };
  /** Changes a handler; settings are given all anew, and count from the next turn. Another host needs the secrets that are sent to it in the same request: those that are kept are sent nowhere else. */
  readonly 'PATCH /handlers/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly name?: string;
        readonly settings?: Readonly<Record<string, unknown>>;
        /** By their names: `signing_key` and `header.NAME` of a URL, `api_key` of a language model, `env.NAME` of a program. */
        readonly secrets?: Readonly<Record<string, string>>;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Handler'];
  };
  /** Forgets a handler that no trigger names, with its secrets */
  readonly 'DELETE /handlers/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: undefined;
  };
  /** Sets secrets of a handler; an earlier key of signatures signs beside the new one for a day */
  readonly 'PUT /handlers/{id}/secrets': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        /** By their names: `signing_key` and `header.NAME` of a URL, `api_key` of a language model, `env.NAME` of a program. */
        readonly secrets: Readonly<Record<string, string>>;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Handler'];
  };
  /** Makes another key of signatures; the one before it signs beside it for a day */
  readonly 'POST /handlers/{id}/signing-key': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['MadeHandler'];
  };
  /** Asks a handler again that was disabled */
  readonly 'POST /handlers/{id}/enable': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Handler'];
  };
  /** Asks a handler nothing more, until it is enabled */
  readonly 'POST /handlers/{id}/disable': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Handler'];
  };
  /** Asks the handler something that says it is a test, and keeps what came of it */
  readonly 'POST /handlers/{id}/test': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['CheckReport'];
  };
  /** What would be deleted if a tenant of a store app were forgotten; nothing is changed */
  readonly 'GET /integrations/{id}/tenants/{tenantKey}/forget': {
    readonly asked: {
      readonly params: { readonly id: string; readonly tenantKey: string };
    };
    readonly answer: ApiSchemas['ForgettingPlan'];
  };
  /** Deletes all that the service has of a tenant of a store app, and looks for it again; it cannot be undone. Events, conversations, people, decisions, runs and pipelines go, of all integrations of the app, and what destinations have for this tenant alone. One request works for twenty seconds; ask again until `isDone`. The audit keeps the numbers. Backups are not changed. */
  readonly 'POST /integrations/{id}/tenants/{tenantKey}/forget': {
    readonly asked: {
      readonly params: { readonly id: string; readonly tenantKey: string };
      readonly body: {
        /** The key of the tenant again. */
        readonly confirm: string;
        /** Ids of destinations where you have deleted the rows of the tenant yourself: those that are not reached from here, or are shared. */
        readonly byHand?: readonly string[];
      };
    };
    readonly answer: ApiSchemas['ForgottenTenant'];
  };
  /** Lists triggers, those of one integration in the order in which they are tried */
  readonly 'GET /triggers': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly integrationId?: string; readonly state?: 'draft' | 'published' | 'paused'; readonly handlerId?: string; readonly search?: string };
    };
    readonly answer: ApiSchemas['TriggerList'];
  };
  /** Makes a trigger as a draft, at the end of those of its integration. Settings have our names, or those of Xpert's Lark trigger, of which `integrationId` may be one. What is absent has its default. */
  readonly 'POST /triggers': {
    readonly asked: {
      readonly body: {
        readonly name: string;
        readonly integrationId?: string;
        readonly isShadow?: boolean;
        readonly settings?: Readonly<Record<string, unknown>>;
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['Trigger'];
  };
  /** Shows a trigger with its draft */
  readonly 'GET /triggers/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Trigger'];
  };
  /** Changes the name or the draft of a trigger; settings are given all anew, and count when they are published */
  readonly 'PATCH /triggers/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly name?: string;
        readonly settings?: Readonly<Record<string, unknown>>;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Trigger'];
  };
  /** Forgets a trigger with its conversations, and with what was still to be sent of them */
  readonly 'DELETE /triggers/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: undefined;
  };
  /** Publishes the draft as a new version, after its checks; one that is paused stays so. A check that failed refuses it (`api.check.failed`, with the report in `details.lines`); warnings do not. */
  readonly 'POST /triggers/{id}/publish': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['PublishedTrigger'];
  };
  /** Says whether a trigger only decides, and answers nobody */
  readonly 'PUT /triggers/{id}/shadow': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly isShadow: boolean;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Trigger'];
  };
  /** Puts a version that was published into the draft */
  readonly 'POST /triggers/{id}/restore': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly number: number;
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['Trigger'];
  };
  /** Whether the draft could be published, and what it lacks; the platform is asked */
  readonly 'POST /triggers/{id}/check': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['CheckReport'];
  };
  /** Takes nothing more; what comes meanwhile is not answered when it is resumed */
  readonly 'POST /triggers/{id}/pause': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Trigger'];
  };
  /** Takes what comes from now on, as it was published */
  readonly 'POST /triggers/{id}/resume': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Trigger'];
  };
  /** Puts a trigger at another place among those of its integration */
  readonly 'POST /triggers/{id}/move': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        /** From 0. */
        readonly position: number;
      };
    };
    readonly answer: ApiSchemas['Trigger'];
  };
  /** What was published of a trigger, the newest first */
  readonly 'GET /triggers/{id}/versions': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly limit?: number; readonly before?: number };
    };
    readonly answer: ApiSchemas['TriggerVersionList'];
  };
  /** Shows what was published under a number */
  readonly 'GET /triggers/{id}/versions/{number}': {
    readonly asked: {
      readonly params: { readonly id: string; readonly number: string };
    };
    readonly answer: ApiSchemas['TriggerVersion'];
  };
  /** What two versions differ in; without `from` what is published, without `to` the draft */
  readonly 'GET /triggers/{id}/diff': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly from?: string; readonly to?: string };
    };
    readonly answer: {
      readonly items: readonly ApiSchemas['ChangedSetting'][];
    };
  };
  /** What a version, or settings that are not saved, would decide about past events or a typed message, and why; nothing is written. Past events are decided about as if they came when they came; conversations, quotas and pairings are as they are now. The audit keeps who has asked about events. */
  readonly 'POST /triggers/{id}/dry-run': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        /** Without it the draft. */
        readonly version?: 'draft' | 'published' | number;
        /** Tried instead of a version, as somebody changes a draft that is not saved yet. */
        readonly settings?: Readonly<Record<string, unknown>>;
        readonly message?: {
          readonly text: string;
          readonly chatKind?: 'direct' | 'group' | 'topic';
          readonly chatId?: string;
          readonly threadId?: string;
          /** Who says it, as this app knows them. */
          readonly openId?: string;
          readonly isBot?: boolean;
          readonly mentionsBot?: boolean;
          readonly mentionsAll?: boolean;
          readonly type?: string;
          readonly departments?: readonly string[];
        };
        readonly events?: readonly string[];
        readonly newest?: number;
      };
    };
    readonly answer: {
      readonly items: readonly ApiSchemas['DryDecision'][];
    };
  };
  /** The code that people send to the bot to be heard in direct chats */
  readonly 'GET /triggers/{id}/pairing-code': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['PairingCode'];
  };
  /** Makes another code; the one before it pairs nobody any more, and who is paired stays so */
  readonly 'POST /triggers/{id}/pairing-code': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['PairingCode'];
  };
  /** Answers a turn that a listener was handed, piece by piece */
  readonly 'POST /listeners/{id}/answers': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly relayId: string;
        /** Counts the requests of one answer, from 1. */
        readonly seq: number;
        /** Of the form of the events of a streamed answer (`event` of handler-payload.schema.json): `delta`, `replace`, `progress` … and at last `done`, `later` or `error`. */
        readonly events: readonly (Readonly<Record<string, unknown>>)[];
        /** The answer is complete with it. */
        readonly isLast?: boolean;
      };
    };
    readonly answer: undefined;
  };
  /** Lists pipelines with their last outcome and what goes on now, usually the newest first */
  readonly 'GET /pipelines': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly search?: string; readonly state?: 'draft' | 'active' | 'paused'; readonly pausedWithAll?: 'true'; readonly late?: 'true'; readonly integrationId?: string; readonly destinationId?: string; readonly outcome?: 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'none'; readonly sort?: 'createdAt' | '-createdAt' | 'name' | '-name' | 'lastRun' | '-lastRun' };
    };
    readonly answer: ApiSchemas['PipelineList'];
  };
  /** Makes a draft of a pipeline; it is kept with whatever keeps it from running */
  readonly 'POST /pipelines': {
    readonly asked: {
      readonly body: {
        readonly name: string;
        readonly integrationId: string;
        readonly tenantKey?: string;
        readonly destinationId?: string;
        readonly modules?: Readonly<Record<string, unknown>>;
        readonly streams?: Readonly<Record<string, unknown>>;
        readonly schedule?: ApiSchemas['Schedule'];
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['CheckedPipeline'];
  };
  /** Shows a pipeline, with what keeps it from running */
  readonly 'GET /pipelines/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['CheckedPipeline'];
  };
  /** Changes a pipeline from its next run on; what has left its draft must stay fit to be run */
  readonly 'PATCH /pipelines/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly name?: string;
        readonly integrationId?: string;
        readonly tenantKey?: string | null;
        readonly destinationId?: string | null;
        readonly modules?: Readonly<Record<string, unknown>>;
        readonly streams?: Readonly<Record<string, unknown>>;
        readonly schedule?: ApiSchemas['Schedule'];
      };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: ApiSchemas['CheckedPipeline'];
  };
  /** Forgets a pipeline with its runs; what it has written stays */
  readonly 'DELETE /pipelines/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
      /** That of what was read. */
      readonly version: number;
    };
    readonly answer: undefined;
  };
  /** Lets a draft run by its schedule */
  readonly 'POST /pipelines/{id}/activate': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['CheckedPipeline'];
  };
  /** Lets a pipeline rest until somebody resumes it */
  readonly 'POST /pipelines/{id}/pause': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body?: {
        readonly why?: string;
      };
    };
    readonly answer: ApiSchemas['CheckedPipeline'];
  };
  /** Lets a paused pipeline run again */
  readonly 'POST /pipelines/{id}/resume': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['CheckedPipeline'];
  };
  /** Pauses active pipelines, a hundred with each request */
  readonly 'POST /pipelines/pause-all': {
    readonly asked: {
      readonly body?: {
        /** `next` of the answer before; none at the beginning. */
        readonly cursor?: string;
        readonly why?: string;
      };
    };
    readonly answer: ApiSchemas['PipelinesTogether'];
  };
  /** Lets pipelines run again that were paused together, a hundred with each request */
  readonly 'POST /pipelines/resume-all': {
    readonly asked: {
      readonly body?: {
        /** `next` of the answer before; none at the beginning. */
        readonly cursor?: string;
      };
    };
    readonly answer: ApiSchemas['PipelinesTogether'];
  };
  /** Lists the streams that the tenant has for the pipeline */
  readonly 'POST /pipelines/{id}/discover': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: {
      readonly streams: readonly ApiSchemas['FoundStream'][];
    };
  };
  /** Reads the first rows of a stream; nothing is written */
  readonly 'POST /pipelines/{id}/preview': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly stream: string;
        readonly rows?: number;
      };
    };
    readonly answer: ApiSchemas['Preview'];
  };
  /** What the next run would call, and how long that takes at least */
  readonly 'POST /pipelines/{id}/plan': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body?: {
        readonly full?: boolean;
      };
    };
    readonly answer: ApiSchemas['SyncPlan'];
  };
  /** Who has done what to a pipeline, the newest first */
  readonly 'GET /pipelines/{id}/history': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly cursor?: string; readonly limit?: number };
    };
    readonly answer: ApiSchemas['PipelineChangeList'];
  };
  /** How the runs of a pipeline went, in figures for a graph, the newest first */
  readonly 'GET /pipelines/{id}/history/runs': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly cursor?: string; readonly limit?: number };
    };
    readonly answer: ApiSchemas['RunFiguresList'];
  };
  /** How many rows the runs of a pipeline have changed, by the day on which they ended, the newest first. Of one stream or of all together. Days on which no run has ended are left out. */
  readonly 'GET /pipelines/{id}/history/days': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly stream?: string; readonly days?: number; readonly timeZone?: string };
    };
    readonly answer: ApiSchemas['DaysOfChanges'];
  };
  /** The streams of a pipeline: how each went last, how new it is, and whether its deletes are held */
  readonly 'GET /pipelines/{id}/streams': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: {
      readonly streams: readonly ApiSchemas['PipelineStream'][];
    };
  };
  /** Makes an integration, a destination and a draft of a pipeline of a file of the command line */
  readonly 'POST /import': {
    readonly asked: {
      readonly body: {
        readonly name: string;
        /** A `larkstream.yaml` as it is. */
        readonly text: string;
        /** Values of the variables that the text names. Secrets are among them: they are kept sealed. */
        readonly variables?: Readonly<Record<string, string>>;
      };
      /** Idempotency-Key: random unless it is given. */
      readonly key?: string;
    };
    readonly answer: ApiSchemas['Import'];
  };
  /** All integrations, destinations, pipelines, handlers, triggers and alert channels as YAML, without secrets. In the place of each secret is the name of a variable, such as SALES_APP_SECRET. */
  readonly 'GET /export': {
    readonly asked: object;
    readonly answer: ApiSchemas['Export'];
  };
  /** Makes integrations, destinations, pipelines, handlers, triggers and alert channels as files say: all of it, or nothing. Things are told apart by kind and name, triggers of two integrations by these, too; what no file names stays unless it is pruned. A `larkstream.yaml` of the command line is an integration, a destination and a pipeline with the name of the file. The same files twice change nothing the second time. A secret whose variable has no value stays as it is. */
  readonly 'POST /apply': {
    readonly asked: {
      readonly body: {
        readonly files: readonly ({
          readonly path: string;
          readonly text: string;
        })[];
        /** Values of the variables that the text names. Secrets are among them: they are kept sealed. */
        readonly variables?: Readonly<Record<string, string>>;
        /** Deletes what no file names. */
        readonly prune?: boolean;
        /** Answers the plan and changes nothing. */
        readonly dryRun?: boolean;
      };
    };
    readonly answer: ApiSchemas['Applied'];
  };
  /** Lists what was decided about events, the newest first: which trigger took them, and why the others did not. With `triggerId`, the other filters are about that trigger. What a decision has led to stands in the trace of its event. */
  readonly 'GET /decisions': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly integrationId?: string; readonly triggerId?: string; readonly outcome?: 'taken' | 'refused' | 'shadow'; readonly code?: 'matched' | 'kind' | 'type' | 'paused' | 'own_message' | 'bot' | 'bot_loop' | 'stale' | 'chat_kind' | 'chat_denied' | 'chat_not_allowed' | 'user_denied' | 'user_not_allowed' | 'department' | 'not_paired' | 'not_mentioned' | 'all_mention' | 'keyword' | 'command' | 'message_type' | 'pattern' | 'language' | 'quiet_hours' | 'quota' | 'fields' | 'earlier_trigger' | 'recalled' | 'blocked' };
    };
    readonly answer: ApiSchemas['DecisionList'];
  };
  /** The people who are known from events, those who were seen last first */
  readonly 'GET /integrations/{id}/people': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly isBlocked?: boolean; readonly search?: string };
    };
    readonly answer: ApiSchemas['PersonList'];
  };
  /** Says of many people what handlers know them as; null: as nobody */
  readonly 'POST /integrations/{id}/people/handler-ids': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly people: readonly ({
          readonly openId: string;
          readonly handlerUserId: string | null;
        })[];
      };
    };
    readonly answer: ApiSchemas['MappedPeople'];
  };
  /** Blocks a person or lets them be heard, sets their language, and what handlers know them as. What is absent stays, null is none. */
  readonly 'POST /integrations/{id}/people/{openId}': {
    readonly asked: {
      readonly params: { readonly id: string; readonly openId: string };
      readonly body?: {
        readonly isBlocked?: boolean;
        readonly language?: 'en' | 'zh' | null;
        readonly handlerUserId?: string | null;
      };
    };
    readonly answer: ApiSchemas['Person'];
  };
  /** Erases a person and what they have said; it cannot be undone. Conversations in which nobody else has spoken go as a whole. Who is blocked stays so. */
  readonly 'POST /integrations/{id}/people/{openId}/erase': {
    readonly asked: {
      readonly params: { readonly id: string; readonly openId: string };
    };
    readonly answer: ApiSchemas['ErasedPerson'];
  };
  /** Who has given the code of a trigger */
  readonly 'GET /triggers/{id}/paired': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['PairedPeople'];
  };
  /** Has a person give the code of a trigger again */
  readonly 'POST /triggers/{id}/paired/{openId}/unpair': {
    readonly asked: {
      readonly params: { readonly id: string; readonly openId: string };
    };
    readonly answer: undefined;
  };
  /** Lists the conversations with bots, the newest first. Who may not see what people write filters by trigger and state only. */
  readonly 'GET /sessions': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly integrationId?: string; readonly triggerId?: string; readonly handlerId?: string; readonly state?: 'open' | 'idle' | 'closed' | 'handed_over'; readonly chatKind?: 'direct' | 'group' | 'topic'; readonly chatId?: string; readonly senderOpenId?: string; readonly search?: string };
    };
    readonly answer: ApiSchemas['SessionList'];
  };
  /** Shows a conversation, without what was said in it */
  readonly 'GET /sessions/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Session'];
  };
  /** What was said in a conversation, the newest part first, each part in its order; the audit keeps who has read it */
  readonly 'GET /sessions/{id}/messages': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly before?: string; readonly limit?: number };
    };
    readonly answer: ApiSchemas['Transcript'];
  };
  /** Ends a conversation: what waits or is worked on stops, and the next message begins another one */
  readonly 'POST /sessions/{id}/close': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Session'];
  };
  /** Keeps a conversation open, however long nothing is said */
  readonly 'POST /sessions/{id}/pin': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Session'];
  };
  /** Lets a conversation have its time again */
  readonly 'POST /sessions/{id}/unpin': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Session'];
  };
  /** Hands a conversation to a person: its handler is asked no more until it is given back. What waits or is worked on stops. The person answers in the chat on Lark; what is said is kept in the session. */
  readonly 'POST /sessions/{id}/hand-over': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Session'];
  };
  /** Gives a conversation back to its handler */
  readonly 'POST /sessions/{id}/take-back': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Session'];
  };
  /** Goes on with a conversation that has ended; the one that goes on in its place ends */
  readonly 'POST /sessions/{id}/continue': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Session'];
  };
  /** Puts another conversation in the place of this one, with nothing said in it; the answer is the new one */
  readonly 'POST /sessions/{id}/reset': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Session'];
  };
  /** Puts another conversation in the place of this one, with what was said until now; the answer is the new one */
  readonly 'POST /sessions/{id}/fork': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Session'];
  };
  /** Erases a conversation with all that was said in it; it cannot be undone */
  readonly 'POST /sessions/{id}/erase': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: undefined;
  };
  /** Lists what handlers are asked, the newest first */
  readonly 'GET /turns': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly triggerId?: string; readonly sessionId?: string; readonly state?: 'gathering' | 'ready' | 'working' | 'retrying' | 'later' | 'answered' | 'dead' | 'discarded' | 'cancelled' };
    };
    readonly answer: ApiSchemas['TurnList'];
  };
  /** Shows a turn: its messages, without their texts, its attempts and its last error */
  readonly 'GET /turns/{id}': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Turn'];
  };
  /** Asks the handler of a turn that has ended again; the answer is said anew */
  readonly 'POST /turns/{id}/replay': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Turn'];
  };
  /** Stops a turn: what is not said of it yet stays unsaid */
  readonly 'POST /turns/{id}/cancel': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Turn'];
  };
  /** Discards a dead turn: nobody is to look at it any more */
  readonly 'POST /turns/{id}/discard': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Turn'];
  };
  /** How many turns a replay by a filter would be of, without doing it */
  readonly 'POST /turns/replay/plan': {
    readonly asked: {
      readonly body?: {
        readonly triggerId?: string;
        readonly sessionId?: string;
        readonly state?: 'dead' | 'discarded' | 'cancelled' | 'answered';
        readonly limit?: number;
      };
    };
    readonly answer: ApiSchemas['TurnReplayPlan'];
  };
  /** Asks the handlers of the turns of a filter again, the oldest first; of the newest, at most `limit` */
  readonly 'POST /turns/replay': {
    readonly asked: {
      readonly body?: {
        readonly triggerId?: string;
        readonly sessionId?: string;
        readonly state?: 'dead' | 'discarded' | 'cancelled' | 'answered';
        readonly limit?: number;
      };
    };
    readonly answer: ApiSchemas['ReplayedTurns'];
  };
  /** How many dead turns of a filter would be discarded, without doing it */
  readonly 'POST /turns/discard/plan': {
    readonly asked: {
      readonly body?: {
        readonly triggerId?: string;
        readonly sessionId?: string;
        readonly limit?: number;
      };
    };
    readonly answer: ApiSchemas['TurnDiscardPlan'];
  };
  /** Discards the dead turns of a filter; of the newest, at most `limit` */
  readonly 'POST /turns/discard': {
    readonly asked: {
      readonly body?: {
        readonly triggerId?: string;
        readonly sessionId?: string;
        readonly limit?: number;
      };
    };
    readonly answer: ApiSchemas['DiscardedTurns'];
  };
  /** Lists what is said on Lark, the newest first: whether it was sent, and why not */
  readonly 'GET /replies': {
    readonly asked: {
      readonly query?: { readonly cursor?: string; readonly limit?: number; readonly integrationId?: string; readonly turnId?: string; readonly state?: 'queued' | 'sending' | 'sent' | 'failed' | 'given_up' };
    };
    readonly answer: ApiSchemas['ReplyList'];
  };
  /** Sends a message that has failed, or was given up, again */
  readonly 'POST /replies/{id}/replay': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly answer: ApiSchemas['Reply'];
  };
  /** Answers a message or an event later than its handler was asked; who has the handle needs no account. The handle is good for 24 hours. A text that grows is posted several times with `isFinal: false`, then once without. What follows a complete answer is another one, unless it has the same `Idempotency-Key`. */
  readonly 'POST /replies/{handle}': {
    readonly asked: {
      readonly params: { readonly handle: string };
      readonly body?: {
        /** In markdown. */
        readonly text?: string;
        readonly buttons?: readonly ({
          /** What the handler knows the button by. */
          readonly id: string;
          readonly text: string;
          /** Comes back with a press; at most 2,000 bytes with the id. */
          readonly value?: Readonly<Record<string, unknown>>;
          readonly style?: 'default' | 'primary' | 'danger';
          /** Others than the person who asked may press it too. */
          readonly forEverybody?: boolean;
        })[];
        /** What the person may say next: bubbles, in direct chats only. */
        readonly followUps?: readonly string[];
        readonly attachments?: readonly ({
          readonly kind: 'image' | 'file';
          readonly name: string;
          readonly content: string;
        })[];
        readonly usage?: {
          /** What the answer has used of a language model. */
          readonly tokens: number;
        };
        /** False: more of this answer follows, each time all of its text. It is shown as it grows. */
        readonly isFinal?: boolean;
      };
    };
    readonly answer: ApiSchemas['TakenReply'];
  };
}

/** Each route that answers with events: what it is asked with, and what each event holds. */
export interface ApiStreams {
  /** Tells which things change (server-sent events). Events: `ready` (from now on), `change` (one thing: read it again), `reset` (some signs were missed: read again whatever is shown). The stream ends with the sign-in. With `Last-Event-ID` it goes on where it ended. */
  readonly 'GET /changes': {
    readonly asked: {
      readonly query?: { readonly topics?: string };
    };
    readonly data: ApiSchemas['Change'];
  };
  /** The log of a run as it is written (server-sent events). Events: `line`. The stream ends with the run. With `Last-Event-ID` it goes on where it ended. */
  readonly 'GET /runs/{id}/log/follow': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly query?: { readonly after?: number | null; readonly level?: 'debug' | 'info' | 'warn' | 'error' };
    };
    readonly data: ApiSchemas['RunLine'];
  };
  /** Tests an integration with what its pipelines read (server-sent events). Events: `check` (a CheckLine, one by one as they are done), then `report` (a CheckReport), which is kept. */
  readonly 'POST /integrations/{id}/test': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly data: ApiSchemas['CheckLine'] | ApiSchemas['CheckReport'];
  };
  /** Streams what the handler of a version answers to a text; nothing is kept, and nobody on Lark sees it. Events are named after the pieces of an answer (`text` is added, `replace` is all of it anew, `progress`, `buttons`, `follow_ups`, `image`, `file`, `usage`, `later`), then `done`, or `problem`. */
  readonly 'POST /triggers/{id}/test': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        readonly version?: 'draft' | 'published' | number;
        readonly text: string;
        readonly language?: 'en' | 'zh';
        /** What was said before, the oldest first. */
        readonly history?: readonly ({
          readonly role: 'user' | 'assistant';
          readonly text: string;
        })[];
      };
    };
    readonly data: ApiSchemas['TestedPart'];
  };
  /** Hands turns of a trigger to the caller, in the place of its handler, for as long as it listens. Events: `ready`; `turn` (work on it, and say at least every ten seconds that you do, by the event `ping`); `ended` (nobody waits for it any more: it was answered, stopped, or handed to somebody else). What is not answered when the stream ends goes where it went before. */
  readonly 'POST /triggers/{id}/listen': {
    readonly asked: {
      readonly params: { readonly id: string };
      readonly body: {
        /** Ids of people and chats whose turns come here. What the account tries itself (`POST /triggers/{id}/test`) comes in any case. */
        readonly from?: readonly string[];
        /** Everybody’s, and all events. */
        readonly all?: boolean;
      };
    };
    readonly data: ApiSchemas['HeardTurn'];
  };
  /** Gives the functions of a handler: its turns are handed to the callers that listen, in turn. Events: `ready`; `turn` (work on it, and say at least every ten seconds that you do, by the event `ping`); `ended` (nobody waits for it any more: it was answered, stopped, or handed to somebody else). What is not answered when the stream ends goes where it went before. */
  readonly 'POST /handlers/{id}/listen': {
    readonly asked: {
      readonly params: { readonly id: string };
    };
    readonly data: ApiSchemas['HeardTurn'];
  };
}
