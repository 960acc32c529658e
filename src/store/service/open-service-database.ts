import type { Secret } from '../../model/secret.ts';
import { migrate } from '../migrate.ts';
import type { Migration } from '../migrations/migration.ts';
import { PostgresDatabase, type PostgresDatabaseOptions } from '../postgres-database.ts';
import { service } from './migrations/0001-service.ts';
import { leases } from './migrations/0002-leases.ts';
import { eventLists } from './migrations/0003-event-lists.ts';
import { alertMessages } from './migrations/0004-alert-messages.ts';
import { lostAnswers } from './migrations/0005-lost-answers.ts';
import { heldSends } from './migrations/0006-held-sends.ts';
import { memberKeys } from './migrations/0007-member-keys.ts';
import { runStandings } from './migrations/0008-run-standings.ts';
import { preferences } from './migrations/0009-preferences.ts';
import { nextRuns } from './migrations/0010-next-runs.ts';
import { memberAddresses } from './migrations/0011-member-addresses.ts';
import { filteredEvents } from './migrations/0012-filtered-events.ts';
import { eventsByWhoAndWhere } from './migrations/0013-who-and-where.ts';
import { lineSources } from './migrations/0014-line-sources.ts';
import { triggers } from './migrations/0015-triggers.ts';
import { conversations } from './migrations/0016-conversations.ts';
import { tenantsOfTurns } from './migrations/0017-tenants-of-turns.ts';
import { recallsAndUsage } from './migrations/0018-recalls-and-usage.ts';
import { listeners } from './migrations/0019-listeners.ts';
import { tallies } from './migrations/0020-tallies.ts';
import { laterAnswers } from './migrations/0021-later-answers.ts';
import { recallsOfApps } from './migrations/0022-recalls-of-apps.ts';
import { decidedEvents } from './migrations/0023-decided-events.ts';
import { chatNames } from './migrations/0024-chat-names.ts';
import { statesOfTurns } from './migrations/0025-states-of-turns.ts';
import { quotaUses } from './migrations/0026-quota-uses.ts';
import { replays } from './migrations/0027-replays.ts';
import { forgettings } from './migrations/0028-forgettings.ts';
import { changesAsOf } from './migrations/0029-changes-as-of.ts';
import { accessTokens } from './migrations/0030-access-tokens.ts';

/** In the order of their numbers; released ones never change. */
export const serviceMigrations: readonly Migration[] = [
  service,
  leases,
  eventLists,
  alertMessages,
  lostAnswers,
  heldSends,
  memberKeys,
  runStandings,
  preferences,
  nextRuns,
  memberAddresses,
  filteredEvents,
  eventsByWhoAndWhere,
  lineSources,
  triggers,
  conversations,
  tenantsOfTurns,
  recallsAndUsage,
  listeners,
  tallies,
  laterAnswers,
  recallsOfApps,
  decidedEvents,
  chatNames,
  statesOfTurns,
  quotaUses,
  replays,
  forgettings,
  changesAsOf,
  accessTokens,
];
/** Counts them; the inbox in the same schema has its own. */
export const serviceMigrationsTable = 'service_migrations';

const readConnections = 6;
const writeConnections = 6;

/**
 * Opens the tables of the service and of the inbox in a Postgres, and brings both to their newest version.
 * @throws ConfigError `store.open.failed`, `store.version.newer`, `store.version.other`; TransientError `store.open.failed`
 */
export async function openServiceDatabase(url: Secret, options: PostgresDatabaseOptions): Promise<PostgresDatabase> {
  return await PostgresDatabase.open(url, options, {
    setting: '--store',
    readConnections,
    writeConnections,
    migrate: (opened) => migrate(opened, serviceMigrations, serviceMigrationsTable),
  });
}
