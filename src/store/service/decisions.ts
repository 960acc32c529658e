import { createHash } from 'node:crypto';
import type { Page, PageRequest } from '../../model/service/page.ts';
import type { DecisionFilter, DecisionTable, StoredDecision } from '../../model/triggers/tables.ts';
import type { Access } from './access.ts';
import { where } from './conditions.ts';
import { type List, pageRows } from './page-rows.ts';
import { refusing } from './refused.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';
import { readTried } from './stored-trigger.ts';

/** An event expires before what was decided about it. */
const eventSeq = '(SELECT seq FROM events WHERE seq = event_seq) AS event_seq';
const columns = `id, integration_id, event_id, decided_at, tried, ${eventSeq}`;
const all: List<StoredDecision> = { table: 'decisions', timeColumn: 'decided_at', columns, read: toDecision };
/** Those that are about one trigger, in the order in which they were decided. */
const ofTrigger: List<StoredDecision> = {
  table: 'tried_triggers',
  timeColumn: 'decided_at',
  columns: `id, decided_at, ${eventSeq}, (SELECT integration_id FROM decisions WHERE decisions.id = tried_triggers.id) AS integration_id, (SELECT event_id FROM decisions WHERE decisions.id = tried_triggers.id) AS event_id, (SELECT tried FROM decisions WHERE decisions.id = tried_triggers.id) AS tried`,
  read: toDecision,
};

/** Tables `decisions` and `tried_triggers`. */
export class SqlDecisions implements DecisionTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async add(decision: StoredDecision): Promise<StoredDecision> {
    const { integrationId, eventId, eventSeq: seq = null, decidedAt, tried } = decision;
    const id = decisionId(integrationId, eventId);
    const decided = `INSERT INTO decisions (id, integration_id, event_id, decided_at, tried, event_seq, outcome)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (id) DO NOTHING`;
    // By one statement, which is sent with each event: only with the decision that is the first one come its triggers.
    const ofTriggers = `WITH decided AS (${decided} RETURNING id)
      INSERT INTO tried_triggers (id, trigger_id, outcome, code, decided_at, event_seq)
      SELECT decided.id, one.trigger_id, one.outcome, one.code, $4, $6
      FROM decided, json_to_recordset($8::json) AS one (trigger_id text, outcome text, code text)
      ON CONFLICT (id, trigger_id) DO NOTHING`;
    const values = [id, integrationId, eventId, decidedAt, toStoredJson(tried), seq, outcomeOf(tried)];
    const rows = toStoredJson(tried.map(({ triggerId, outcome, code }) => ({ trigger_id: triggerId, outcome, code })));
    // What follows from it is put on the disk behind it; where nothing does, it is decided again.
    const added = await refusing('write', () =>
      tried.length > 0 ? this.#access.runSoon(ofTriggers, [...values, rows]) : this.#access.runSoon(decided, values),
    );
    return added > 0 ? decision : ((await this.find(integrationId, eventId)) ?? decision);
  }

  async find(integrationId: string, eventId: string): Promise<StoredDecision | undefined> {
    const sql = `SELECT ${columns} FROM decisions WHERE id = $1`;
    const [row] = await this.#access.rows(sql, [decisionId(integrationId, eventId)]);
    return row && toDecision(new StoredRow(row));
  }

  async page(request: PageRequest, filter: DecisionFilter): Promise<Page<StoredDecision>> {
    const { integrationId, triggerId, outcome, code } = filter;
    const about = [...where('outcome = ?', outcome), ...where('code = ?', code)];
    if (triggerId !== undefined)
      return await pageRows(this.#access, ofTrigger, request, [...where('trigger_id = ?', triggerId), ...about]);
    const tried = about.map((condition) => ({
      ...condition,
      sql: `EXISTS (SELECT 1 FROM tried_triggers WHERE tried_triggers.id = decisions.id AND ${condition.sql})`,
    }));
    return await pageRows(this.#access, all, request, [...where('integration_id = ?', integrationId), ...tried]);
  }
}

/** What came of all of them together. */
function outcomeOf(tried: StoredDecision['tried']): StoredDecision['tried'][number]['outcome'] {
  const has = (wanted: string): boolean => tried.some(({ outcome }) => outcome === wanted);
  return has('taken') ? 'taken' : has('shadow') ? 'shadow' : 'refused';
}

/** The key of a decision. Names of events come from outside: of any length, with any signs. */
export function decisionId(integrationId: string, eventId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([integrationId, eventId]))
    .digest('hex')
    .slice(0, 40);
}

function toDecision(row: StoredRow): StoredDecision {
  return {
    integrationId: row.text('integration_id'),
    eventId: row.text('event_id'),
    eventSeq: row.optionalNumber('event_seq'),
    decidedAt: row.number('decided_at'),
    tried: row.parsed('tried', readTried),
  };
}
