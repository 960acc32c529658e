import { storeNow } from '../store-now.ts';
import { queueSchema } from './boss-queue.ts';

/** Rows of a tenant: those of the table whose condition holds with an integration of the app as `$1` and the key of the tenant as `$2`. */
export interface TenantRows {
  readonly table: string;
  readonly condition: string;
  /** Which of them may go now. */
  readonly unless?: string;
  /** Of another program, which makes it when it is first used; its rows go at once. */
  readonly isOfQueue?: boolean;
  /** What is to be done in the same transaction. */
  readonly after?: string;
}

/** Of the integration `$1`. */
export const appId = '(SELECT app_id FROM integrations WHERE id = $1)';
/** An app may have several. */
export const integrations: string = `(SELECT id FROM integrations WHERE kind = 'store_app' AND app_id = ${appId})`;
const triggers = `(SELECT id FROM triggers WHERE integration_id IN ${integrations})`;
const ofApp = `app_id = ${appId} AND tenant_key = $2`;
/** Rows of tables that name integration and tenant. */
export const ofIntegrations: string = `integration_id IN ${integrations} AND tenant_key = $2`;
const ofTriggers = `trigger_id IN ${triggers} AND tenant_key = $2`;
/** Somebody works on the row. */
export const isLeased: string = `coalesce(lease_until, 0) > ${storeNow.postgres}`;
/** A run of the pipeline has begun meanwhile. */
const isOpen = `EXISTS (SELECT 1 FROM runs WHERE pipeline_id = pipelines.id AND state IN ('queued', 'running'))`;

const from = (columns: string, table: string, condition: string): string =>
  `SELECT ${columns} FROM ${table} WHERE ${condition}`;
const events = (column: string): string => from(column, 'events', ofApp);
const sessions = (column: string): string => from(column, 'sessions', ofIntegrations);
const turns = (column: string): string => from(column, 'turns', ofTriggers);
const pipelines = from('id', 'pipelines', ofIntegrations);
const runs = from('id', 'runs', `pipeline_id IN (${pipelines})`);
const installations = from('id', 'service_installations', ofIntegrations);

/** Of some people no event has told the tenant; they are known by what they did in it. */
const seen = `${events('actor_id')} AND actor_id IS NOT NULL UNION ${sessions('sender_open_id')}
  UNION ${from('sender_open_id', 'turn_messages', `turn_id IN (${turns('id')})`)}`;
const people = `(tenant_key = $2 OR tenant_key IS NULL AND id IN (${seen}))`;
/** Who was known to be of another tenant is. */
const openIds = `trigger_id IN ${triggers} AND (open_id IN (${from('id', 'lark_users', `integration_id IN ${integrations} AND ${people}`)})
  OR open_id IN (${seen}) AND NOT EXISTS (SELECT 1 FROM lark_users WHERE integration_id IN ${integrations} AND id = open_id))`;
const chats = `${sessions('chat_id')} UNION ${events('chat_id')}`;
/** Where work of another tenant waits, the lane is needed. */
const idle = (table: string, lane: string): string =>
  `NOT EXISTS (SELECT 1 FROM ${table} AS other WHERE other.${lane} = lanes.lane AND other.ended_at IS NULL AND other.tenant_key <> $2)`;
const lanes = `${turns('lane')} UNION ${from('lane', 'outbox', ofIntegrations)} UNION ${from('work_lane', 'outbox', ofIntegrations)}`;
/** The key by which a message is received once (`events/parse-envelope.ts`). */
const messages = `SELECT substr(dedup_key, 9) FROM events WHERE ${ofApp} AND starts_with(dedup_key, 'message/')
  UNION ${from('message_id', 'turn_messages', `turn_id IN (${turns('id')})`)}
  UNION ${from('message_id', 'session_messages', `session_id IN (${sessions('id')}) AND message_id IS NOT NULL`)}
  UNION SELECT substring(body FROM '"message_id": ?"([^"]+)"') FROM events WHERE ${ofApp} AND type LIKE 'im.message.recalled%'`;
const names = (column: string, text: string): string => `strpos(${column}, '"' || ${text} || '"') > 0`;

/** In the order in which they go: what finds other rows goes after them. Deliveries are first: what nobody has begun with, nobody begins with. */
export const tenantRows: readonly TenantRows[] = [
  { table: 'deliveries', condition: ofApp, unless: isLeased },
  // Of a pipeline that follows events.
  {
    table: 'consumers',
    condition: `starts_with(name, 'pipeline ') AND (substr(name, 10) IN (${pipelines}) OR ${names('filter', '$2')} AND ${names('filter', appId)})`,
    after: 'UPDATE consumer_revision SET revision = revision + 1',
  },
  { table: 'expirations', condition: `starts_with(consumer, 'pipeline ') AND substr(consumer, 10) IN (${pipelines})` },
  {
    table: `${queueSchema}.job`,
    condition: `data->>'group' = ${appId} || ' ' || $2`,
    isOfQueue: true,
  },
  { table: 'alerts', condition: `subject_id IN (${pipelines} UNION ${runs} UNION ${installations})` },
  { table: 'access_tokens', condition: `integration_id IN ${integrations} AND name = 'tenant ' || $2` },
  { table: 'run_lines', condition: `run_id IN (${runs})` },
  { table: 'quota_uses', condition: openIds },
  { table: 'paired_users', condition: openIds },
  { table: 'lark_users', condition: `integration_id IN ${integrations} AND ${people}` },
  {
    table: 'followed_threads',
    condition: `trigger_id IN ${triggers} AND thread_id IN (${sessions('thread_id')} AND thread_id IS NOT NULL)`,
  },
  { table: 'bot_turns', condition: `trigger_id IN ${triggers} AND split_part(place, '/', 1) IN (${chats})` },
  { table: 'recalled_messages', condition: `integration_id IN ${integrations} AND message_id IN (${messages})` },
  {
    table: 'lanes',
    // Of turns they name none.
    condition: `(integration_id IN ${integrations} OR integration_id = '') AND lane IN (${lanes}) AND ${idle('turns', 'lane')} AND ${idle('outbox', 'lane')} AND ${idle('outbox', 'work_lane')}`,
  },
  { table: 'relayed_turns', condition: `turn_id IN (${turns('id')})` },
  { table: 'outbox', condition: `${ofIntegrations} OR turn_id IN (${turns('id')})` },
  {
    table: 'decisions',
    condition: `integration_id IN ${integrations} AND event_id IN (${events('event_id')} UNION ${turns('event_id')} AND event_id IS NOT NULL)`,
  },
  { table: 'turn_messages', condition: `turn_id IN (${turns('id')})` },
  { table: 'turns', condition: ofTriggers },
  { table: 'session_messages', condition: `session_id IN (${sessions('id')})` },
  { table: 'secrets', condition: `owner_kind = 'session' AND owner_id IN (${sessions('id')})` },
  { table: 'sessions', condition: ofIntegrations },
  { table: 'events', condition: ofApp },
  // What was answered to a creation names the tenant.
  { table: 'answers', condition: `$1 <> '' AND ${names('body', '$2')}` },
  // Before the service's own, which are taken over from these. Who has come back meanwhile has the app.
  { table: 'installations', condition: ofApp, unless: 'uninstalled_at IS NULL' },
  { table: 'service_installations', condition: ofIntegrations, unless: `state <> 'uninstalled'` },
  { table: 'runs', condition: `id IN (${runs})`, unless: `state IN ('queued', 'running')` },
  { table: 'pipelines', condition: ofIntegrations, unless: isOpen },
];
