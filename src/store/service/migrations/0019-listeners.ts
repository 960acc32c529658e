import type { Migration } from '../../migrations/migration.ts';

/** Programs elsewhere that work on turns, what they were handed, and what they answer. */
export const listeners: Migration = {
  name: '0019-listeners',
  tables: [],
  statements: () => [
    `CREATE TABLE listeners (
      id TEXT PRIMARY KEY,
      trigger_id TEXT REFERENCES triggers (id) ON DELETE CASCADE,
      handler_id TEXT REFERENCES handlers (id) ON DELETE CASCADE,
      account_id TEXT NOT NULL,
      by_name TEXT NOT NULL,
      from_ids TEXT,
      begun_at BIGINT NOT NULL,
      until BIGINT NOT NULL
    )`,
    'CREATE INDEX listeners_trigger ON listeners (trigger_id) WHERE trigger_id IS NOT NULL',
    'CREATE INDEX listeners_handler ON listeners (handler_id) WHERE handler_id IS NOT NULL',
    `CREATE TABLE relayed_turns (
      id TEXT PRIMARY KEY,
      listener_id TEXT NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
      turn_id TEXT NOT NULL,
      body TEXT NOT NULL,
      at BIGINT NOT NULL
    )`,
    'CREATE INDEX relayed_turns_listener ON relayed_turns (listener_id)',
    'CREATE INDEX relayed_turns_turn ON relayed_turns (turn_id)',
    `CREATE TABLE relayed_pieces (
      relay_id TEXT NOT NULL REFERENCES relayed_turns (id) ON DELETE CASCADE,
      seq INTEGER NOT NULL,
      body TEXT NOT NULL,
      is_last INTEGER NOT NULL,
      PRIMARY KEY (relay_id, seq)
    )`,
  ],
};
