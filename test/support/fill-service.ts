import { Client } from 'pg';

/**
 * Fills every list of a service's store with so many rows, that of events with `events`, by the server itself. Values are spread as in a service that has run for a
 * while: a hundred integrations, most runs have succeeded, a tenth of the pipelines is paused.
 */
export async function fillService(url: string, rows: number, events: number = rows): Promise<void> {
  const client = new Client({ connectionString: url, options: '-c search_path=larkstream' });
  await client.connect();
  try {
    for (const sql of [...statements(rows), ...eventStatements(events)]) await client.query(sql);
  } finally {
    await client.end();
  }
}

function statements(rows: number): string[] {
  const series = `generate_series(1, ${rows}) AS n`;
  const settings = `'{"apps":["https://example.feishu.cn/base/' || md5(n::text) || '"]}'`;
  const detail = `'{"changed":["' || md5(n::text) || '"]}'`;
  const message = `'{"en":"The run of pipeline ' || n || ' has failed","zh":"失败"}'`;
  return [
    `INSERT INTO integrations (id, name, region, kind, app_id, mode, mode_since, settings, search, created_at, changed_at)
     SELECT 'in_' || n, 'App ' || n, (ARRAY['lark','feishu'])[n % 2 + 1], 'custom_app', 'cli_' || n, 'none', 1, ${settings}, 'app ' || n || ' cli_' || n, n, n FROM ${series}`,
    `INSERT INTO destinations (id, name, type, settings, search, created_at, changed_at)
     SELECT 'de_' || n, 'Place ' || n, (ARRAY['duckdb','postgres'])[n % 2 + 1], ${settings}, 'place ' || n, n, n FROM ${series}`,
    `INSERT INTO accounts (id, name, role, login, search, created_at, changed_at)
     SELECT 'ac_' || n, 'Person ' || n, (ARRAY['viewer','operator','admin'])[n % 3 + 1], 'p' || n, 'person ' || n || ' p' || n, n, n FROM ${series}`,
    `INSERT INTO tokens (id, account_id, name, hash, role, created_at, expires_at)
     SELECT 'tk_' || n, 'ac_' || n % 100 + 1, 'Token ' || n, md5(n::text), 'viewer', n, n FROM ${series}`,
    `INSERT INTO pipelines (id, name, integration_id, destination_id, modules, streams, schedule, state, due_at, search, created_at, changed_at)
     SELECT 'pl_' || n, 'Pipeline ' || n, 'in_' || n % 100 + 1, 'de_' || n % 100 + 1, ${settings}, '{}', '{"kind":"every","minutes":60}',
       CASE n % 10 WHEN 0 THEN 'paused' ELSE 'active' END, CASE n % 10 WHEN 0 THEN NULL ELSE n END, 'pipeline ' || n, n, n FROM ${series}`,
    `INSERT INTO service_installations (id, integration_id, tenant_key, state, created_at, changed_at)
     SELECT 'is_' || n, 'in_' || n % 100 + 1, 't' || n, (ARRAY['installed','claimed'])[n % 2 + 1], n, n FROM ${series}`,
    `INSERT INTO runs (id, pipeline_id, trigger, options, state, queued_at, started_at, finished_at, attempt, report)
     SELECT 'ru_' || n, 'pl_' || n % 500 + 1, (ARRAY['schedule','person'])[n % 2 + 1], '{}', CASE n % 20 WHEN 0 THEN 'failed' ELSE 'succeeded' END,
       n, n, n, 1, '{"version":2,"runId":"ru_' || n || '","streams":[],"warnings":[]}' FROM ${series}`,
    `INSERT INTO attempts (run_id, number, worker, started_at, seen_at, state) SELECT 'ru_' || n, 1, 'w', n, n, 'succeeded' FROM ${series}`,
    `INSERT INTO run_lines (run_id, seq, attempt, at, level, message)
     SELECT 'ru_' || n % 100 + 1, n, 1, n, 'info', ${message} FROM ${series}`,
    `INSERT INTO audit (id, at, actor_kind, actor_id, actor_name, action, object_kind, object_id, detail)
     SELECT 'au_' || n, n, 'account', 'ac_' || n % 100 + 1, 'Person', (ARRAY['pipeline.run','pipeline.pause'])[n % 2 + 1], 'pipeline', 'pl_' || n % 500 + 1, ${detail} FROM ${series}`,
    `INSERT INTO alerts (id, kind, subject_kind, subject_id, message, opened_at, recovered_at)
     SELECT 'al_' || n, (ARRAY['run.failed','disk.full'])[n % 2 + 1], 'pipeline', 'pl_' || n, ${message}, n, CASE n % 10 WHEN 0 THEN NULL ELSE n END FROM ${series}`,
    `INSERT INTO alert_channels (id, name, kind, settings, kinds, created_at, changed_at)
     SELECT 'ch_' || n, 'Channel ' || n, 'mail', '{}', '[]', n, n FROM ${series}`,
    `INSERT INTO alert_sends (alert_id, channel_id, what, next_at, sent_at)
     SELECT 'al_' || n, 'ch_1', 'opened', n, CASE n % 100 WHEN 0 THEN NULL ELSE n END FROM ${series}`,
    `INSERT INTO sign_ins (id, hash, account_id, created_at, seen_at, expires_at)
     SELECT 'si_' || n, md5(n::text), 'ac_' || n % 100 + 1, n, n, n FROM ${series}`,
    `INSERT INTO changes (seq, at, topic, id, kind) SELECT n, n, 'run', 'ru_' || n, 'changed' FROM ${series}`,
    `UPDATE service SET last_change = ${rows}`,
    // Of versions that keep it beside the pipelines; each has had the runs of one in five hundred, or none.
    `DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'larkstream' AND column_name = 'last_outcome') THEN
       UPDATE runs SET rows_read = queued_at, error_code = CASE WHEN state = 'failed' THEN 'code.' || queued_at % 7 END;
       UPDATE pipelines SET last_run_id = last.id, last_outcome = last.state, last_ended_at = last.finished_at, succeeded_at = last.finished_at
       FROM (SELECT DISTINCT ON (pipeline_id) * FROM runs ORDER BY pipeline_id, finished_at DESC) AS last WHERE last.pipeline_id = pipelines.id;
     END IF; END $$`,
    `DO $$ BEGIN IF to_regclass('sessions') IS NOT NULL THEN ${triggerStatements(rows).join('; ')}; END IF; END $$`,
    'ANALYZE',
  ];
}

/** A hundred integrations have triggers, each of them sessions and turns; nearly all of those have ended. */
function triggerStatements(rows: number): string[] {
  const series = `generate_series(1, ${rows}) AS n`;
  const sealed = `'v1.session.se_' || n || '.' || md5(n::text)`;
  return [
    `INSERT INTO handlers (id, name, kind, settings, search, created_at, changed_at)
     SELECT 'ha_' || n, 'Handler ' || n, (ARRAY['http','openai'])[n % 2 + 1], '{}', 'handler ' || n, n, n FROM ${series}`,
    `INSERT INTO triggers (id, name, integration_id, position, state, is_shadow, draft, handler_id, search, created_at, changed_at)
     SELECT 'tr_' || n, 'Trigger ' || n, 'in_' || n % 100 + 1, n, CASE n % 10 WHEN 0 THEN 'paused' ELSE 'published' END, 0, '{}',
       'ha_' || n % 100 + 1, 'trigger ' || n, n, n FROM ${series}`,
    `INSERT INTO decisions (id, integration_id, event_id, decided_at, tried, event_seq, outcome) SELECT md5(n::text), 'in_' || n % 100 + 1, 'ev_' || n, n, '[]', n,
       (ARRAY['refused','taken'])[n % 2 + 1] FROM ${series}`,
    `INSERT INTO tried_triggers (id, trigger_id, outcome, code, decided_at, event_seq)
     SELECT md5(n::text), 'tr_' || n % 100 + 1, (ARRAY['refused','taken'])[n % 2 + 1], (ARRAY['type','matched'])[n % 2 + 1], n, n FROM ${series}`,
    `INSERT INTO sessions (id, trigger_id, integration_id, tenant_key, key, chat_kind, chat_id, sender_open_id, conversation_id, state, is_pinned, last_active_at,
       expires_at, message_count, search, created_at, changed_at)
     SELECT 'se_' || n, 'tr_' || n % 100 + 1, 'in_' || n % 100 + 1, 't', 'k' || n, 'group', 'oc_' || n % 500, 'ou_' || n % 500, 'c' || n,
       CASE n % 10 WHEN 0 THEN 'open' ELSE 'closed' END, 0, n, CASE n % 10 WHEN 0 THEN n ELSE NULL END, 1, 'oc_' || n % 500, n, n FROM ${series}`,
    `INSERT INTO session_messages (id, session_id, role, message_id, sender_open_id, at, body)
     SELECT 'sm_' || n, 'se_' || n % 300 + 1, 'user', 'om_' || n, 'ou_' || n % 500, n, ${sealed} FROM ${series}`,
    `INSERT INTO lanes (kind, lane, integration_id, last_seq, due_at, used_at)
     SELECT kind, 'lane ' || n, 'in_' || n % 100 + 1, 1, CASE n % 10 WHEN 0 THEN n ELSE NULL END, n FROM ${series}, (VALUES ('turn'), ('send')) AS kinds (kind)`,
    `INSERT INTO turns (id, trigger_id, trigger_version, session_id, lane, seq, state, first_at, due_at, ended_at)
     SELECT 'tu_' || n, 'tr_' || n % 100 + 1, 1, 'se_' || n % 300 + 1, 'lane ' || n, 1, CASE n % 10 WHEN 0 THEN 'ready' ELSE 'answered' END, n, n,
       CASE n % 10 WHEN 0 THEN NULL ELSE n END FROM ${series}`,
    `INSERT INTO turn_messages (turn_id, trigger_id, message_id, position, sender_open_id, at, length, body)
     SELECT 'tu_' || n, 'tr_' || n % 100 + 1, 'om_' || n, 1, 'ou_' || n % 500, n, 5, ${sealed} FROM ${series}`,
    `INSERT INTO outbox (id, turn_id, integration_id, lane, work_lane, seq, kind, body, is_final, state, uuid, next_at, done, created_at, ended_at)
     SELECT 'ob_' || n, 'tu_' || n, 'in_' || n % 100 + 1, 'lane ' || n, 'lane ' || n, 1, 'say', ${sealed}, 1, CASE n % 10 WHEN 0 THEN 'queued' ELSE 'sent' END,
       'ob_' || n, n, '{}', n, CASE n % 10 WHEN 0 THEN NULL ELSE n END FROM ${series}`,
    `INSERT INTO lark_users (integration_id, id, first_seen_at, last_seen_at, search) SELECT 'in_' || n % 10 + 1, 'ou_' || n, n, n, 'ou_' || n FROM ${series}`,
  ];
}

function eventStatements(events: number): string[] {
  const series = `generate_series(1, ${events}) AS n`;
  return [
    // A hundred apps and ten tenants of each; nearly all of the events are done, and each has about a kilobyte.
    `INSERT INTO events (app_id, tenant_key, dedup_key, event_id, type, via, created_at, received_at, body, error)
     SELECT 'cli_' || n % 100, 'tenant ' || n % 10, 'e' || n, 'e' || n, 'type ' || n % 7, 'webhook', n, n,
       '{"text":"' || repeat(md5(n::text), 30) || '"}', CASE WHEN n % 1000 = 1 THEN '{"en":"Unreadable","zh":"无法读取"}' END FROM ${series}`,
    `INSERT INTO consumers (name, filter, created_at) VALUES ('tables', '{"types":["*"]}', 1)`,
    `INSERT INTO deliveries (event_seq, consumer, app_id, tenant_key, type, state, attempts, finished_at)
     SELECT seq, 'tables', app_id, tenant_key, type,
       CASE WHEN seq % 100 = 7 THEN 'dead' WHEN seq % 100 < 5 THEN 'pending' ELSE 'done' END, 1, received_at
     FROM events WHERE seq % 20 > 0 AND error IS NULL`,
  ];
}
