import type { Migration } from '../../migrations/migration.ts';

/** Which event of the inbox a decision is about, and what came of all its triggers together: lists of events are filtered by it. */
export const decidedEvents: Migration = {
  name: '0023-decided-events',
  tables: [],
  statements: () => [
    `ALTER TABLE decisions ADD COLUMN event_seq BIGINT, ADD COLUMN outcome TEXT NOT NULL DEFAULT 'refused'`,
    'ALTER TABLE tried_triggers ADD COLUMN event_seq BIGINT',
    `UPDATE decisions SET event_seq = seq FROM events, integrations
       WHERE integrations.id = decisions.integration_id AND events.app_id = integrations.app_id AND events.event_id = decisions.event_id`,
    `UPDATE decisions SET outcome = (SELECT CASE WHEN bool_or(outcome = 'taken') THEN 'taken' ELSE 'shadow' END
       FROM tried_triggers WHERE tried_triggers.id = decisions.id AND outcome IN ('taken', 'shadow'))
       WHERE EXISTS (SELECT 1 FROM tried_triggers WHERE tried_triggers.id = decisions.id AND outcome IN ('taken', 'shadow'))`,
    'UPDATE tried_triggers SET event_seq = decisions.event_seq FROM decisions WHERE decisions.id = tried_triggers.id',
    'CREATE INDEX decisions_event ON decisions (event_seq)',
    'CREATE INDEX decisions_outcome ON decisions (outcome, event_seq)',
    // What rare outcomes pass over is read from the index alone.
    'CREATE INDEX tried_triggers_event ON tried_triggers (trigger_id, event_seq) INCLUDE (outcome, code)',
    'CREATE INDEX tried_triggers_code ON tried_triggers (code, event_seq)',
  ],
};
