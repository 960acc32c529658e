import type { Migration } from '../../migrations/migration.ts';

/** At which address a process is reached, which lay beside its keys. */
export const memberAddresses: Migration = {
  name: '0011-member-addresses',
  tables: ['members'],
  statements: () => [
    'ALTER TABLE members ADD COLUMN public_url TEXT',
    `UPDATE members SET public_url = keys::jsonb ->> 'publicUrl', keys = (keys::jsonb - 'publicUrl')::text
     WHERE keys::jsonb ? 'publicUrl'`,
  ],
};
