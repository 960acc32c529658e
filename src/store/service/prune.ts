import type { ServiceRetention } from '../../model/service/service-store.ts';
import { bodyKeyName } from '../../model/triggers/sealed-text.ts';
import { eachByItself } from '../../util/each-by-itself.ts';
import type { Database } from '../database.ts';
import { inSteps, stepSize } from '../let-others-in.ts';

const dayMs = 86_400_000;
/** Who watches reads within seconds; who comes later reads the things themselves. */
const changesMs = 3_600_000;
/** As long as a creation may be repeated. */
const answersMs = 86_400_000;
/** A key is made before its session is, and a lane is used again soon or never. */
const leftoversMs = 86_400_000;
/** The longest that a quota looks back. */
const quotasMs = dayMs;
/** Nobody goes on in a thread after so long without being named. */
const threadsMs = 30 * dayMs;

/** What has not happened for so long is counted from 0 again. */
const talliesMs = 90 * dayMs;

/** What goes: rows of the table whose condition holds with the time as `$1`. */
interface Pruning {
  readonly table: string;
  readonly condition: string;
  readonly time: number;
}

/** The last run of a pipeline stays, and the last that has ended: they say how the pipeline stands. */
const isOldRun = `finished_at < $1 AND EXISTS (
  SELECT 1 FROM runs AS newer WHERE newer.pipeline_id = runs.pipeline_id AND newer.queued_at > runs.queued_at)
  AND NOT EXISTS (SELECT 1 FROM pipelines WHERE pipelines.id = runs.pipeline_id AND last_run_id = runs.id)`;

/** What nobody goes on with; whoever wants to keep one, pins it. */
const isOldSession = `state IN ('idle', 'closed') AND is_pinned = 0 AND last_active_at < $1`;
/** Whom somebody has blocked or given a name or language stays, and whoever has a conversation. */
const isForgotten = `last_seen_at < $1 AND is_blocked = 0 AND handler_user_id IS NULL AND language IS NULL
  AND NOT EXISTS (SELECT 1 FROM sessions WHERE sender_open_id = lark_users.id)`;
/** Of a session; of a trigger or integration that was deleted while somebody sealed with it. */
const leftKeys = ['session', 'trigger', 'integration'].map(
  (kind) =>
    `owner_kind = '${kind}' AND name = '${bodyKeyName}' AND created_at < $1 AND NOT EXISTS (SELECT 1 FROM ${kind}s WHERE ${kind}s.id = owner_id)`,
);

/** Deletes what is older, in small transactions; says how many rows that were. */
export async function prune(database: Database, retention: ServiceRetention, now: number): Promise<number> {
  let deleted = 0;
  await eachByItself(pruningsOf(retention, now), async (pruning) => {
    deleted += await deleteOld(database, pruning);
  });
  return deleted;
}

function pruningsOf(retention: ServiceRetention, now: number): readonly Pruning[] {
  const { runs, lines, audit, alerts } = retention;
  const oldRuns = now - runs * dayMs;
  return [
    { table: 'run_lines', condition: 'at < $1', time: now - lines * dayMs },
    // Before their runs, which would take all of them along in one transaction.
    { table: 'run_lines', condition: `run_id IN (SELECT id FROM runs WHERE ${isOldRun})`, time: oldRuns },
    { table: 'runs', condition: isOldRun, time: oldRuns },
    { table: 'audit', condition: 'at < $1', time: now - audit * dayMs },
    { table: 'alerts', condition: 'recovered_at < $1', time: now - alerts * dayMs },
    { table: 'changes', condition: 'at < $1', time: now - changesMs },
    { table: 'answers', condition: 'created_at < $1', time: now - answersMs },
    { table: 'sign_ins', condition: 'expires_at <= $1', time: now },
    { table: 'failed_sign_ins', condition: 'until <= $1', time: now },
    { table: 'setup_links', condition: 'expires_at <= $1', time: now },
    { table: 'secrets', condition: 'retires_at <= $1', time: now },
    { table: 'access_tokens', condition: 'expires_at <= $1', time: now },
    ...triggerPruningsOf(retention, now),
  ];
}

function triggerPruningsOf({ turns, sessions, people }: ServiceRetention, now: number): readonly Pruning[] {
  const [oldTurns, oldSessions] = [now - turns * dayMs, now - sessions * dayMs];
  return [
    { table: 'session_messages', condition: 'expires_at <= $1', time: now },
    { table: 'turns', condition: 'ended_at < $1', time: oldTurns },
    { table: 'outbox', condition: 'ended_at < $1', time: oldTurns },
    { table: 'decisions', condition: 'decided_at < $1', time: oldTurns },
    // Before their sessions, which would take all of them along in one transaction.
    {
      table: 'session_messages',
      condition: `session_id IN (SELECT id FROM sessions WHERE ${isOldSession})`,
      time: oldSessions,
    },
    { table: 'sessions', condition: isOldSession, time: oldSessions },
    ...leftKeys.map((condition) => ({ table: 'secrets', condition, time: now - leftoversMs })),
    { table: 'tallies', condition: 'at < $1', time: now - talliesMs },
    { table: 'lark_users', condition: isForgotten, time: now - people * dayMs },
    { table: 'lanes', condition: 'due_at IS NULL AND used_at < $1', time: now - leftoversMs },
    { table: 'recalled_messages', condition: 'at < $1', time: oldTurns },
    { table: 'followed_threads', condition: 'at < $1', time: now - threadsMs },
    { table: 'bot_turns', condition: 'at < $1', time: now - leftoversMs },
    { table: 'quota_uses', condition: 'at < $1', time: now - quotasMs },
  ];
}

async function deleteOld(database: Database, { table, condition, time }: Pruning): Promise<number> {
  const some = `SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${stepSize}`;
  // The condition again: what somebody has changed since is no longer meant.
  const sql = `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(${some})) AND ${condition}`;
  return await inSteps(() => database.run(sql, [time]));
}
