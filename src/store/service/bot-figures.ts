import type { BotFigures, HandlerFigures, OutboxFigures, TriggerFigures } from '../../model/service/bot-figures.ts';
import { triggerStates } from '../../model/triggers/conversation.ts';
import { isGone } from '../../model/triggers/handler-gone.ts';
import { handlerPaused } from '../../model/triggers/handler-paused.ts';
import { handlerKinds } from '../../model/triggers/tables.ts';
import type { Database } from '../database.ts';
import { storeNow } from '../store-now.ts';
import { readMessage } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';
import { toTally } from './tallies.ts';

const triggersSql = 'SELECT id, name, integration_id, state, is_shadow FROM triggers ORDER BY place, id';
const openSql = `SELECT trigger_id, count(*) FILTER (WHERE state = 'gathering') AS gathering, count(*) FILTER (WHERE state = 'ready') AS ready,
  count(*) FILTER (WHERE state = 'working') AS working, count(*) FILTER (WHERE state = 'retrying') AS retrying,
  min(first_at) FILTER (WHERE state <> 'working') AS oldest_at FROM turns WHERE ended_at IS NULL GROUP BY 1`;
/** A lane is due when the first of it may be worked on, or the lease of who does has ended. */
const overdueSql = `SELECT trigger_id, min(lanes.due_at) AS since FROM lanes
  JOIN turns ON turns.lane = lanes.lane AND turns.ended_at IS NULL
  WHERE lanes.kind = 'turn' AND lanes.due_at <= ${storeNow.postgres} GROUP BY 1`;
const endedSql = `SELECT trigger_id, count(*) FILTER (WHERE state = 'dead') AS dead, max(ended_at) FILTER (WHERE state = 'dead') AS last_dead_at,
  count(*) FILTER (WHERE state = 'later') AS later FROM turns WHERE state IN ('dead', 'later') GROUP BY 1`;
const sessionsSql = `SELECT trigger_id, count(*) AS count FROM sessions WHERE state = 'open' GROUP BY 1`;
const handlersSql = `SELECT id, name, kind, disabled_at, disabled_why,
    (kind = 'function' AND NOT EXISTS (SELECT 1 FROM listeners WHERE handler_id = handlers.id AND until > ${storeNow.postgres}))::integer AS is_absent,
    (EXISTS (SELECT 1 FROM triggers WHERE handler_id = handlers.id AND state = 'published'))::integer AS is_asked
  FROM handlers ORDER BY id`;
/** What is kept of such a turn is JSON, in both languages, and begins with the English sentence. */
export const isPaused: string = `last_error LIKE '{"en":"${handlerPaused.en}%' AND turns.due_at > ${storeNow.postgres}`;
const retryingSql = `SELECT handler_id, count(*) AS count, max(failures) AS failures, count(*) FILTER (WHERE ${isPaused}) AS paused FROM turns
  JOIN trigger_versions ON trigger_versions.trigger_id = turns.trigger_id AND number = trigger_version
  WHERE ended_at IS NULL AND state = 'retrying' GROUP BY 1`;
const outboxSql = `SELECT integration_id, count(*) FILTER (WHERE state = 'queued') AS waiting, count(*) FILTER (WHERE state = 'sending') AS sending,
  min(created_at) AS oldest_at, min(created_at) FILTER (WHERE state = 'queued' AND last_error IS NOT NULL) AS refused_since
  FROM outbox WHERE ended_at IS NULL GROUP BY 1`;
/** The code stands at the end of the English sentence of what is kept of a refusal: JSON, in both languages. */
const failedSql = `SELECT integration_id, substring(last_error FROM '\\((\\d+)\\)"')::bigint AS code, count(*) AS count, max(ended_at) AS last_at
  FROM outbox WHERE state = 'failed' GROUP BY 1, 2 ORDER BY 1, 4 DESC`;
const peopleSql = 'SELECT integration_id, count(*) AS count FROM lark_users GROUP BY 1 ORDER BY 1';

const talliesSql = 'SELECT name, subject_id, label, value FROM tallies ORDER BY name, subject_id, label';

/** Reads how bots stand, by the indexes of what has not ended. */
export async function loadBotFigures(database: Pick<Database, 'rows'>): Promise<BotFigures> {
  const rows = async (sql: string): Promise<readonly StoredRow[]> =>
    (await database.rows(sql)).map((row) => new StoredRow(row));
  const triggers = await rows(triggersSql);
  const handlers = await rows(handlersSql);
  const people = (await rows(peopleSql)).map((row) => ({
    integrationId: row.text('integration_id'),
    count: row.number('count'),
  }));
  // Without a bot there is nothing else to be counted.
  if (triggers.length === 0)
    return { triggers: [], handlers: handlers.map((row) => toHandler(row, [])), outbox: [], people, tallies: [] };
  const [open, overdue, ended, sessions] = [
    await rows(openSql),
    await rows(overdueSql),
    await rows(endedSql),
    await rows(sessionsSql),
  ];
  const retrying = await rows(retryingSql);
  return {
    triggers: triggers.map((row) => toTrigger(row, { open, overdue, ended, sessions })),
    handlers: handlers.map((row) => toHandler(row, retrying)),
    outbox: toOutbox(await rows(outboxSql), await rows(failedSql)),
    people,
    tallies: (await database.rows(talliesSql)).map(toTally),
  };
}

type Rows = readonly StoredRow[];

function toTrigger(
  row: StoredRow,
  counted: { readonly open: Rows; readonly overdue: Rows; readonly ended: Rows; readonly sessions: Rows },
): TriggerFigures {
  const id = row.text('id');
  const own = (rows: Rows): StoredRow | undefined => rows.find((one) => one.text('trigger_id') === id);
  const open = own(counted.open);
  const count = (state: string): number => open?.number(state) ?? 0;
  return {
    id,
    name: row.text('name'),
    integrationId: row.text('integration_id'),
    state: row.oneOf('state', triggerStates),
    isShadow: row.number('is_shadow') === 1,
    turns: {
      gathering: count('gathering'),
      ready: count('ready'),
      working: count('working'),
      retrying: count('retrying'),
    },
    oldestWaitingAt: open?.optionalNumber('oldest_at'),
    overdueSince: own(counted.overdue)?.optionalNumber('since'),
    later: own(counted.ended)?.number('later') ?? 0,
    dead: own(counted.ended)?.number('dead') ?? 0,
    lastDeadAt: own(counted.ended)?.optionalNumber('last_dead_at'),
    openSessions: own(counted.sessions)?.number('count') ?? 0,
  };
}

function toHandler(row: StoredRow, retrying: Rows): HandlerFigures {
  const id = row.text('id');
  const own = retrying.find((one) => one.text('handler_id') === id);
  const isDisabled = row.optionalNumber('disabled_at') !== undefined;
  return {
    id,
    name: row.text('name'),
    kind: row.oneOf('kind', handlerKinds),
    isDisabled,
    isGone: isDisabled && isGone(row.optionallyParsed('disabled_why', readMessage)),
    isAbsent: row.number('is_absent') === 1,
    isAsked: row.number('is_asked') === 1,
    isPaused: (own?.number('paused') ?? 0) > 0,
    retrying: own?.number('count') ?? 0,
    mostFailures: own?.number('failures') ?? 0,
  };
}

function toOutbox(open: Rows, failed: Rows): readonly OutboxFigures[] {
  const ids = [...new Set([...open, ...failed].map((row) => row.text('integration_id')))].sort();
  return ids.map((integrationId) => {
    const own = open.find((row) => row.text('integration_id') === integrationId);
    return {
      integrationId,
      waiting: own?.number('waiting') ?? 0,
      sending: own?.number('sending') ?? 0,
      oldestAt: own?.optionalNumber('oldest_at'),
      refusedSince: own?.optionalNumber('refused_since'),
      failed: failed
        .filter((row) => row.text('integration_id') === integrationId)
        .map((row) => ({
          code: row.optionalNumber('code'),
          count: row.number('count'),
          lastAt: row.number('last_at'),
        })),
    };
  });
}
