import type { Migration } from '../../migrations/migration.ts';

/** Triggers, where their turns go, what was decided about each event, and who has written. */
export const triggers: Migration = {
  name: '0015-triggers',
  tables: [],
  statements: () => [
    `CREATE TABLE handlers (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      settings TEXT NOT NULL,
      disabled_at BIGINT,
      disabled_why TEXT,
      test TEXT,
      tested_at BIGINT,
      search TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      changed_at BIGINT NOT NULL,
      version INTEGER NOT NULL DEFAULT 1
    )`,
    'CREATE INDEX handlers_page ON handlers (created_at, id) INCLUDE (search)',
    'CREATE INDEX handlers_kind ON handlers (kind, created_at, id)',
    `CREATE TABLE triggers (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      integration_id TEXT NOT NULL REFERENCES integrations,
      position INTEGER NOT NULL,
      -- By integration, then by position: the order of lists.
      place TEXT NOT NULL GENERATED ALWAYS AS (integration_id || ' ' || lpad(position::text, 8, '0')) STORED,
      state TEXT NOT NULL,
      is_shadow INTEGER NOT NULL,
      published_version INTEGER,
      draft TEXT NOT NULL,
      -- Where turns go by the draft, and by what is published.
      draft_handler_id TEXT REFERENCES handlers,
      handler_id TEXT REFERENCES handlers,
      search TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      changed_at BIGINT NOT NULL,
      version INTEGER NOT NULL DEFAULT 1,
      CONSTRAINT triggers_name_key UNIQUE (integration_id, name)
    )`,
    'CREATE INDEX triggers_page ON triggers (place, id) INCLUDE (search)',
    'CREATE INDEX triggers_integration ON triggers (integration_id, place, id)',
    'CREATE INDEX triggers_state ON triggers (state, place, id)',
    'CREATE INDEX triggers_handler ON triggers (handler_id)',
    'CREATE INDEX triggers_draft_handler ON triggers (draft_handler_id)',
    `CREATE TABLE trigger_versions (
      trigger_id TEXT NOT NULL REFERENCES triggers ON DELETE CASCADE,
      number INTEGER NOT NULL,
      settings TEXT NOT NULL,
      handler_id TEXT NOT NULL,
      published_at BIGINT NOT NULL,
      published_by TEXT NOT NULL,
      PRIMARY KEY (trigger_id, number)
    )`,
    // The id is made of integration and event, so that of two who decide at once the first one counts.
    `CREATE TABLE decisions (
      id TEXT PRIMARY KEY,
      integration_id TEXT NOT NULL REFERENCES integrations ON DELETE CASCADE,
      event_id TEXT NOT NULL,
      decided_at BIGINT NOT NULL,
      tried TEXT NOT NULL
    )`,
    'CREATE INDEX decisions_page ON decisions (decided_at, id)',
    'CREATE INDEX decisions_integration ON decisions (integration_id, decided_at, id)',
    // A row for each trigger that was tried: what lists are filtered by.
    `CREATE TABLE tried_triggers (
      id TEXT NOT NULL REFERENCES decisions ON DELETE CASCADE,
      trigger_id TEXT NOT NULL,
      outcome TEXT NOT NULL,
      code TEXT NOT NULL,
      decided_at BIGINT NOT NULL,
      PRIMARY KEY (id, trigger_id)
    )`,
    'CREATE INDEX tried_triggers_page ON tried_triggers (trigger_id, decided_at, id)',
    'CREATE INDEX tried_triggers_outcome ON tried_triggers (trigger_id, outcome, decided_at, id)',
    `CREATE TABLE lark_users (
      integration_id TEXT NOT NULL REFERENCES integrations ON DELETE CASCADE,
      id TEXT NOT NULL,
      union_id TEXT,
      tenant_key TEXT,
      name TEXT,
      departments TEXT,
      first_seen_at BIGINT NOT NULL,
      last_seen_at BIGINT NOT NULL,
      is_blocked INTEGER NOT NULL DEFAULT 0,
      handler_user_id TEXT,
      language TEXT,
      search TEXT NOT NULL,
      PRIMARY KEY (integration_id, id)
    )`,
    'CREATE INDEX lark_users_page ON lark_users (integration_id, last_seen_at, id) INCLUDE (search)',
    'CREATE INDEX lark_users_blocked ON lark_users (integration_id, last_seen_at, id) WHERE is_blocked = 1',
    `CREATE TABLE paired_users (
      trigger_id TEXT NOT NULL REFERENCES triggers ON DELETE CASCADE,
      open_id TEXT NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (trigger_id, open_id)
    )`,
    'CREATE INDEX paired_users_user ON paired_users (open_id)',
    `CREATE TABLE followed_threads (
      trigger_id TEXT NOT NULL REFERENCES triggers ON DELETE CASCADE,
      thread_id TEXT NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (trigger_id, thread_id)
    )`,
    'CREATE INDEX followed_threads_at ON followed_threads (at)',
    // Turns of bots in a row, without a person, in a chat or thread.
    `CREATE TABLE bot_turns (
      trigger_id TEXT NOT NULL REFERENCES triggers ON DELETE CASCADE,
      place TEXT NOT NULL,
      turns INTEGER NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (trigger_id, place)
    )`,
    'CREATE INDEX bot_turns_at ON bot_turns (at)',
  ],
};
