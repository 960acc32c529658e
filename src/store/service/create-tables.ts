import type { ServiceTables } from '../../model/service/service-store.ts';
import { storeNow } from '../store-now.ts';
import type { Access } from './access.ts';
import { SqlAccessTokens } from './access-tokens.ts';
import { SqlAccounts } from './accounts.ts';
import { SqlAlertChannels } from './alert-channels.ts';
import { SqlAlertSends } from './alert-sends.ts';
import { SqlAlerts } from './alerts.ts';
import { SqlAnswers } from './answers.ts';
import { SqlAudit } from './audit.ts';
import { type NewSign, SqlChanges } from './changes.ts';
import { SqlDecisions } from './decisions.ts';
import { SqlDestinations } from './destinations.ts';
import { SqlDoor } from './door.ts';
import { SqlErasing } from './erasing.ts';
import { SqlEvents } from './events.ts';
import { SqlHandlers } from './handlers.ts';
import { SqlInstallations } from './installations.ts';
import { SqlIntegrations } from './integrations.ts';
import { SqlLarkUsers } from './lark-users.ts';
import { SqlLeases } from './leases.ts';
import { SqlListeners } from './listeners.ts';
import { SqlMembers } from './members.ts';
import { SqlOutbox } from './outbox.ts';
import { SqlPipelines } from './pipelines.ts';
import { SqlQuotas } from './quotas.ts';
import { SqlRuns } from './runs.ts';
import { SqlSecrets } from './secrets.ts';
import { SqlSessionMessages } from './session-messages.ts';
import { SqlSessions } from './sessions.ts';
import { SqlSignInProviders } from './sign-in-providers.ts';
import { SqlSignIns } from './sign-ins.ts';
import { SqlTallies } from './tallies.ts';
import { SqlTenants } from './tenants.ts';
import { SqlTokens } from './tokens.ts';
import { SqlTriggerFacts } from './trigger-facts.ts';
import { SqlTriggers, SqlTriggerVersions } from './triggers.ts';
import { SqlTurns } from './turns.ts';

/** All tables over one way to the database. `addSign` says what becomes of a sign of a change. */
export function createTables(access: Access, addSign: (sign: NewSign) => Promise<void>): ServiceTables {
  return {
    now: async () => {
      const [row] = await access.rows(`SELECT ${storeNow.postgres} AS now`);
      return Number(row?.now);
    },
    integrations: new SqlIntegrations(access),
    installations: new SqlInstallations(access),
    destinations: new SqlDestinations(access),
    pipelines: new SqlPipelines(access),
    runs: new SqlRuns(access),
    accounts: new SqlAccounts(access),
    signIns: new SqlSignIns(access),
    signInProviders: new SqlSignInProviders(access),
    tokens: new SqlTokens(access),
    door: new SqlDoor(access),
    audit: new SqlAudit(access),
    alerts: new SqlAlerts(access),
    alertChannels: new SqlAlertChannels(access),
    alertSends: new SqlAlertSends(access),
    secrets: new SqlSecrets(access),
    members: new SqlMembers(access),
    events: new SqlEvents(access),
    leases: new SqlLeases(access),
    accessTokens: new SqlAccessTokens(access),
    changes: new SqlChanges(access, addSign),
    answers: new SqlAnswers(access),
    triggers: new SqlTriggers(access),
    triggerVersions: new SqlTriggerVersions(access),
    handlers: new SqlHandlers(access),
    decisions: new SqlDecisions(access),
    sessions: new SqlSessions(access),
    sessionMessages: new SqlSessionMessages(access),
    turns: new SqlTurns(access),
    outbox: new SqlOutbox(access),
    larkUsers: new SqlLarkUsers(access),
    triggerFacts: new SqlTriggerFacts(access),
    quotas: new SqlQuotas(access),
    listeners: new SqlListeners(access),
    erasing: new SqlErasing(access),
    tallies: new SqlTallies(access),
    tenants: new SqlTenants(access),
  };
}
