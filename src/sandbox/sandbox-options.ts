import { contractScopes } from './contract.ts';
import { type AppEvents, defaultAppEvents, defaultEventOptions, type EventOptions } from './events/event-options.ts';
import { randomFor } from './random.ts';

/** The platform of the tenant: the hosts of links, and whether the refusal of a missing scope is also in Chinese. */
export type SandboxRegion = 'feishu' | 'lark';

/** One custom app of the first tenant, or an app of the store. `grantedScopes` left out: the tenant's. */
export interface SandboxApp {
  readonly appId: string;
  readonly appSecret: string;
  /** `custom` when left out. */
  readonly kind?: 'custom' | 'store';
  readonly grantedScopes?: readonly string[];
  readonly events?: Partial<AppEvents>;
  /** Where people may be sent back to after they have signed in; anywhere when left out. */
  readonly redirectUrls?: readonly string[];
}

/** Another company on the same platform, for apps of the store. */
export interface SandboxTenant {
  readonly tenantKey: string;
  readonly name: string;
  readonly seed: number;
  /** What is left out is as large as in the first one. */
  readonly size?: TenantSize;
}

/** How large a company is. */
export type TenantSize = Partial<
  Pick<ResolvedSandboxOptions, 'users' | 'departments' | 'groups' | 'approvals' | 'attendance' | 'bases'>
>;

/** The part of the directory that an app may see; ids are open_ids, open_department_ids and group ids. */
export type VisibleRange =
  | 'all'
  | {
      readonly departments?: readonly string[];
      readonly users?: readonly string[];
      readonly groups?: readonly string[];
    };

/** How much there is in Approval. The definitions take seven forms in turn. */
export interface ApprovalSize {
  readonly definitions: number;
  /** Of each definition. */
  readonly instancesPerDay: number;
  /** How far back the generated history goes. */
  readonly days: number;
}

/**
 * One Base. Its tables are in turn a sales table, one with every column type, and the small first table of a new Base; the
 * only table of every second Base has every column type.
 */
export interface BaseSize {
  readonly tables: number;
  /** Of each table; the first table of a new Base has at most 12. */
  readonly records: number;
}

/** How much history Attendance has. */
export interface AttendanceSize {
  /** How far back punches and results go. */
  readonly days: number;
  /** `true`: punches keep coming as the clock moves on. `false`: what is generated ends where the sandbox started. */
  readonly live: boolean;
}

/** What the documentation leaves open or what differs between tenants. */
export interface SandboxSwitches {
  /** A list window of more than 10 hours: accepted, refused with 1390001, or cut without a word. */
  readonly approvalWindow: 'off' | 'refuse' | 'truncate';
  readonly approvalBounds: 'closed' | 'half-open';
  /** Whether the instance list leaves out CANCELED, DELETED and reverted instances. */
  readonly approvalListHidesCancelled: boolean;
  /** What an approved instance becomes when it is taken back: CANCELED with `reverted`, or PENDING again. */
  readonly approvalRevokeLeaves: 'CANCELED' | 'PENDING';
  /** How late `instances/query`, `tasks/search` and `search_cc` see a change. */
  readonly approvalIndexDelaySeconds: number;
  /** How much sooner or later than that each change is seen, so that a later one may be seen before an earlier one. */
  readonly approvalIndexJitterSeconds: number;
  /** Whether pages of these are now and then short or empty although there are more. */
  readonly approvalShortPages: boolean;
  /** What stays of a deleted instance: its payload with status DELETED, or nothing (1390003). */
  readonly approvalDeletedInstances: 'readable' | 'gone';
  /** `null`: page tokens never expire. */
  readonly pageTokenLifetimeSeconds: number | null;
  readonly baseHttpStatus: '200' | '4xx';
  /** `skewed`: pages go by position, so deletions while paging shift what follows. */
  readonly baseOrder: 'creation' | 'skewed';
  readonly baseGreaterIncludesDay: boolean;
  readonly baseLookupMovesRevision: boolean;
  /** When a record that comes back from the trash says that it was changed: when it was before, or when it came back. */
  readonly baseRestoredTime: 'kept' | 'now';
  /** What records answer under advanced permissions: an empty success, or 1254302. */
  readonly baseAdvancedPermissions: 'empty' | 'refuse';
  /** Whether a second read of a Base's records while one is under way gets 1254607. */
  readonly baseOverlap: 'allow' | 'refuse';
  /** `null`: `user_flows/query` and `user_tasks/query` accept any span. */
  readonly flowsMaxSpanDays: number | null;
  readonly emptyLists: 'array' | 'null';
  /** Whether ids of people who have left are answered: always, only with `include_terminated_user`, or never (1220004). */
  readonly attendanceLeavers: 'answered' | 'on-request' | 'refused';
  /** Some punches carry no `record_id`. */
  readonly flowsWithoutRecordId: boolean;
  /** Whether `users/batch` still answers people who have resigned, or leaves them out. */
  readonly contactResigned: 'left-out' | 'answered';
  /** Contact lists now and then send an empty page with `has_more: true`. */
  readonly contactEmptyPages: boolean;
  /** `fetch_child` is refused with 43010 on a department with more sub-departments than this. */
  readonly fetchChildLimit: number;
  /** How `application/v6/scopes` writes names: `contact:user.phone:readonly` or `user.phone:readonly`. */
  readonly scopeNames: 'full' | 'without-domain';
  /** Which lists of a published version name its events: `events`, `event_infos`, or both. */
  readonly versionEvents: 'both' | 'events' | 'event_infos';
  /** Whether an app of the store may ask for its own version, or gets 210505. */
  readonly storeAppInfo: 'answered' | 'refused';
  /** Whether `authen/v1/user_info` names the person's `union_id`. */
  readonly userInfoUnionId: 'present' | 'missing';
  /** What an unknown path answers: the text `404 page not found`, as captured, or JSON with 99991201 and 99991301, as the error page says. */
  readonly unknownPaths: 'text' | 'json';
  /** HTTP status of an invalid token; 200 has been reported by some users. */
  readonly invalidTokenHttp: 400 | 200;
  /** How many tables a card may have before it is refused with 11310; `null`: any number. People have measured three. */
  readonly imCardTables: number | null;
  /** What a write to a card says ten minutes after it began to stream: 200850, 300309, or nothing, and it changes nothing. */
  readonly imStreamingEnds: 'timeout' | 'closed' | 'silent';
  /** Whether PATCH refuses a card that does not say `update_multi: true`, before or after. */
  readonly imPatchNeedsUpdateMulti: boolean;
  /** Whether a message to everybody in a group reaches apps that get mentions only. */
  readonly imAtAll: 'delivered' | 'not-delivered';
  /** Approval definitions with widgets whose value shapes are undocumented, Base columns of unconfirmed types. */
  readonly unconfirmedShapes: boolean;
}

/** Every option of a sandbox, with the default for what was left out. Times are in milliseconds. */
export interface ResolvedSandboxOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /**
   * Decides all that is generated: the same seed, options and clock make the same tenant. Ids of what is said, and of events, differ from start to
   * start unless `startedAtMs` is the same, too.
   */
  readonly seed: number;
  readonly now: () => number;
  /** The clock of rate windows and token life: real time unless given, so that a frozen `now` does not freeze them. */
  readonly arrivalNow: () => number;
  /** Generated history is counted back from here; `now()` at the start when left out. */
  readonly startedAtMs: number;
  readonly region: SandboxRegion;
  readonly appId: string;
  readonly appSecret: string;
  readonly extraApps: readonly SandboxApp[];
  readonly extraTenants: readonly SandboxTenant[];
  /** How the tenant's own app gets events. */
  readonly events: AppEvents;
  readonly eventOptions: EventOptions;
  /** Ids of apps that live in the other region: they are unknown here. */
  readonly otherRegionAppIds: readonly string[];
  readonly tenantName: string;
  readonly grantedScopes: readonly string[];
  /** The documented rate limits, none, or the documented ones times a factor. */
  readonly limits: 'documented' | 'off' | number;
  /** Contract paths whose throttled answer is HTTP 400 instead of 429. */
  readonly throttledWith400: readonly string[];
  /** Calls left in this month's quota; `null`: no quota. Auth and Contact do not count. */
  readonly monthlyQuota: number | null;
  /** Addresses that may call; `null`: all. Token endpoints are not subject to it. */
  readonly ipAllowList: readonly string[] | null;
  readonly tokenLifetimeSeconds: number;
  /** gzip for clients that accept it. */
  readonly compress: boolean;
  /** People of the company when the sandbox starts. */
  readonly users: number;
  /** Departments below the root. */
  readonly departments: number;
  /** User groups; every second one is dynamic. */
  readonly groups: number;
  readonly approvals: ApprovalSize;
  readonly bases: readonly BaseSize[];
  readonly attendance: AttendanceSize;
  /** Groups that the bots are in: in turn an ordinary one, one of topics, one that shows threads. At least one. */
  readonly chats: number;
  readonly contactRange: VisibleRange;
  readonly attendanceRange: VisibleRange;
  readonly switches: SandboxSwitches;
}

/** As a caller writes them: everything may be left out, groups of options also in part. */
export type SandboxOptions = Partial<
  Omit<ResolvedSandboxOptions, 'approvals' | 'attendance' | 'switches' | 'events' | 'eventOptions'>
> & {
  readonly events?: Partial<AppEvents>;
  readonly eventOptions?: Partial<EventOptions>;
  readonly approvals?: Partial<ApprovalSize>;
  readonly attendance?: Partial<AttendanceSize>;
  readonly switches?: Partial<SandboxSwitches>;
};

const defaultSwitches: SandboxSwitches = {
  approvalWindow: 'refuse',
  approvalBounds: 'closed',
  approvalListHidesCancelled: false,
  approvalRevokeLeaves: 'CANCELED',
  approvalIndexDelaySeconds: 0,
  approvalIndexJitterSeconds: 0,
  approvalShortPages: false,
  approvalDeletedInstances: 'readable',
  pageTokenLifetimeSeconds: null,
  baseHttpStatus: '200',
  baseOrder: 'creation',
  baseGreaterIncludesDay: true,
  baseLookupMovesRevision: false,
  baseRestoredTime: 'kept',
  baseAdvancedPermissions: 'empty',
  baseOverlap: 'allow',
  flowsMaxSpanDays: null,
  emptyLists: 'array',
  attendanceLeavers: 'answered',
  flowsWithoutRecordId: false,
  contactResigned: 'left-out',
  contactEmptyPages: false,
  fetchChildLimit: 500,
  scopeNames: 'full',
  versionEvents: 'both',
  storeAppInfo: 'answered',
  userInfoUnionId: 'present',
  unknownPaths: 'text',
  invalidTokenHttp: 400,
  imCardTables: 3,
  imStreamingEnds: 'timeout',
  imPatchNeedsUpdateMulti: true,
  imAtAll: 'not-delivered',
  unconfirmedShapes: false,
};

/** Fills what is left out. The default tenant has 120 people in 18 departments and a month of history. */
export function resolveOptions(given: SandboxOptions = {}): ResolvedSandboxOptions {
  const seed = given.seed ?? 1;
  const now = given.now ?? Date.now;
  return {
    host: '127.0.0.1',
    port: 0,
    region: 'feishu',
    appId: `cli_${randomFor(seed, 'app-id').hex(16)}`,
    appSecret: randomFor(seed, 'app-secret').hex(32),
    extraApps: [],
    extraTenants: [],
    otherRegionAppIds: [],
    tenantName: '星河智造科技有限公司',
    grantedScopes: contractScopes(),
    limits: 'documented',
    throttledWith400: [],
    monthlyQuota: null,
    ipAllowList: null,
    tokenLifetimeSeconds: 7200,
    compress: false,
    users: 120,
    departments: 18,
    groups: 4,
    bases: [
      { tables: 2, records: 300 },
      { tables: 1, records: 120 },
    ],
    chats: 3,
    contactRange: 'all',
    attendanceRange: 'all',
    ...given,
    seed,
    now,
    arrivalNow: given.arrivalNow ?? realTime,
    startedAtMs: given.startedAtMs ?? now(),
    approvals: { definitions: 7, instancesPerDay: 12, days: 30, ...given.approvals },
    attendance: { days: 30, live: false, ...given.attendance },
    switches: { ...defaultSwitches, ...given.switches },
    events: {
      ...defaultAppEvents,
      verificationToken: randomFor(seed, 'verification-token').hex(32),
      ...given.events,
    },
    eventOptions: { ...defaultEventOptions, ...given.eventOptions },
  };
}

/** Real time that never runs backwards, in fractions of a millisecond. */
function realTime(): number {
  return performance.timeOrigin + performance.now();
}
