import type { Migration } from '../../migrations/migration.ts';

/** Tokens of the platform that one process has fetched for all; sealed, and gone with their integration. */
export const accessTokens: Migration = {
  name: '0030-access-tokens',
  tables: ['integrations'],
  oldest: 29,
  statements: () => [
    `CREATE TABLE access_tokens (
      integration_id TEXT NOT NULL REFERENCES integrations ON DELETE CASCADE,
      -- Which token: that of the app, or of one of its tenants.
      name TEXT NOT NULL,
      sealed TEXT NOT NULL,
      expires_at BIGINT NOT NULL,
      PRIMARY KEY (integration_id, name)
    )`,
    'CREATE INDEX access_tokens_expires ON access_tokens (expires_at)',
  ],
};
