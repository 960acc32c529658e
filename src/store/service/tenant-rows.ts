/** Rows of a tenant: those of the table whose condition holds with the integration as `$1` and the key of the tenant as `$2`. */
export interface TenantRows {
  readonly table: string;
  readonly condition: string;
}

const appId = '(SELECT app_id FROM integrations WHERE id = $1)';
const triggers = '(SELECT id FROM triggers WHERE integration_id = $1)';
const ofApp = `app_id = ${appId} AND tenant_key = $2`;
const ofIntegration = 'integration_id = $1 AND tenant_key = $2';
const ofTriggers = `trigger_id IN ${triggers} AND tenant_key = $2`;

const from = (columns: string, table: string, condition: string): string =>
  `SELECT ${columns} FROM ${table} WHERE ${condition}`;
const events = (column: string): string => from(column, 'events', ofApp);
const sessions = (column: string): string => from(column, 'sessions', ofIntegration);
const turns = (column: string): string => from(column, 'turns', ofTriggers);
const pipelines = from('id', 'pipelines', ofIntegration);
const runs = from('id', 'runs', `pipeline_id IN (${pipelines})`);
const installations = from('id', 'service_installations', ofIntegration);

/** Of some people no event has told the tenant; they are known by what they did in it. */
const people = `(tenant_key = $2 OR tenant_key IS NULL AND id IN (${events('actor_id')} UNION ${sessions('sender_open_id')}))`;
const openIds = `trigger_id IN ${triggers} AND open_id IN (${from('id', 'lark_users', `integration_id = $1 AND ${people}`)})`;
const chats = `${sessions('chat_id')} UNION ${events('chat_id')}`;
/** Where work of another tenant waits, the lane is needed. */
const idle = (table: string, lane: string): string =>
  `NOT EXISTS (SELECT 1 FROM ${table} AS other WHERE other.${lane} = lanes.lane AND other.ended_at IS NULL AND other.tenant_key <> $2)`;
const lanes = `${turns('lane')} UNION ${from('lane', 'outbox', ofIntegration)} UNION ${from('work_lane', 'outbox', ofIntegration)}`;
/** The key by which a message is received once (`events/parse-envelope.ts`). */
const messages = `SELECT substr(dedup_key, 9) FROM events WHERE ${ofApp} AND starts_with(dedup_key, 'message/')
  UNION ${from('message_id', 'turn_messages', `turn_id IN (${turns('id')})`)}
  UNION ${from('message_id', 'session_messages', `session_id IN (${sessions('id')}) AND message_id IS NOT NULL`)}
  UNION SELECT substring(body FROM '"message_id": ?"([^"]+)"') FROM events WHERE ${ofApp} AND type LIKE 'im.message.recalled%'`;

/** In the order in which they go: what finds other rows goes after them. */
export const tenantRows: readonly TenantRows[] = [
  { table: 'alerts', condition: `subject_id IN (${pipelines} UNION ${runs} UNION ${installations})` },
  { table: 'run_lines', condition: `run_id IN (${runs})` },
  { table: 'quota_uses', condition: openIds },
  { table: 'paired_users', condition: openIds },
  { table: 'lark_users', condition: `integration_id = $1 AND ${people}` },
  {
    table: 'followed_threads',
    condition: `trigger_id IN ${triggers} AND thread_id IN (${sessions('thread_id')} AND thread_id IS NOT NULL)`,
  },
  { table: 'bot_turns', condition: `trigger_id IN ${triggers} AND split_part(place, '/', 1) IN (${chats})` },
  { table: 'recalled_messages', condition: `integration_id = $1 AND message_id IN (${messages})` },
  {
    table: 'lanes',
    condition: `integration_id = $1 AND lane IN (${lanes}) AND ${idle('turns', 'lane')} AND ${idle('outbox', 'lane')} AND ${idle('outbox', 'work_lane')}`,
  },
  { table: 'relayed_turns', condition: `turn_id IN (${turns('id')})` },
  { table: 'outbox', condition: `${ofIntegration} OR turn_id IN (${turns('id')})` },
  {
    table: 'decisions',
    condition: `integration_id = $1 AND event_id IN (${events('event_id')} UNION ${turns('event_id')} AND event_id IS NOT NULL)`,
  },
  { table: 'turn_messages', condition: `turn_id IN (${turns('id')})` },
  { table: 'turns', condition: ofTriggers },
  { table: 'session_messages', condition: `session_id IN (${sessions('id')})` },
  { table: 'secrets', condition: `owner_kind = 'session' AND owner_id IN (${sessions('id')})` },
  { table: 'sessions', condition: ofIntegration },
  { table: 'deliveries', condition: ofApp },
  { table: 'events', condition: ofApp },
  // What was answered to a creation names the tenant.
  { table: 'answers', condition: `$1 <> '' AND strpos(body, '"' || $2 || '"') > 0` },
  // Before the service's own, which are taken over from these.
  { table: 'installations', condition: ofApp },
  { table: 'service_installations', condition: ofIntegration },
  { table: 'runs', condition: `id IN (${runs}) AND state NOT IN ('queued', 'running')` },
  { table: 'pipelines', condition: ofIntegration },
];
