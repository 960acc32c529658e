import type { Route } from '../route.ts';
import { accountRoutes } from './accounts.ts';
import { alertChannelRoutes } from './alert-channels.ts';
import { alertRoutes } from './alerts.ts';
import { auditRoutes } from './audit.ts';
import { catalogueRoutes } from './catalogue.ts';
import { changeRoutes } from './changes.ts';
import { decisionRoutes } from './decisions.ts';
import { destinationRoutes } from './destinations.ts';
import { doorRoutes } from './door.ts';
import { eventRoutes } from './events.ts';
import { fileRoutes } from './files.ts';
import { handlerRoutes } from './handlers.ts';
import { installationRoutes } from './installations.ts';
import { directoryRoutes } from './integration-directory.ts';
import { integrationLookRoutes } from './integration-looks.ts';
import { integrationRoutes } from './integrations.ts';
import { keyRoutes } from './keys.ts';
import { listenerRoutes } from './listeners.ts';
import { meRoutes } from './me.ts';
import { overviewRoutes } from './overview.ts';
import { peopleRoutes } from './people.ts';
import { pipelineRoutes } from './pipelines.ts';
import { rateRoutes } from './rates.ts';
import { replyRoutes } from './replies.ts';
import { roleRoutes } from './roles.ts';
import { runRoutes } from './runs.ts';
import { scheduleRoutes } from './schedules.ts';
import { sentReplyRoutes } from './sent-replies.ts';
import { sessionRoutes } from './sessions.ts';
import { signInSettingsRoutes } from './sign-in-settings.ts';
import { tenantRoutes } from './tenants.ts';
import { triggerPairingRoutes } from './trigger-pairing.ts';
import { triggerRoutes } from './triggers.ts';
import { turnRoutes } from './turns.ts';
import { workerRoutes } from './workers.ts';

/** Every route below `/api/v1`. */
export const allRoutes: readonly Route[] = [
  ...doorRoutes,
  ...meRoutes,
  ...overviewRoutes,
  ...scheduleRoutes,
  ...accountRoutes,
  ...installationRoutes,
  ...roleRoutes,
  ...signInSettingsRoutes,
  ...auditRoutes,
  ...keyRoutes,
  ...changeRoutes,
  ...runRoutes,
  ...alertRoutes,
  ...eventRoutes,
  ...alertChannelRoutes,
  ...workerRoutes,
  ...rateRoutes,
  ...catalogueRoutes,
  ...integrationRoutes,
  ...directoryRoutes,
  ...integrationLookRoutes,
  ...destinationRoutes,
  ...handlerRoutes,
  ...tenantRoutes,
  ...triggerRoutes,
  ...triggerPairingRoutes,
  ...listenerRoutes,
  ...pipelineRoutes,
  ...fileRoutes,
  ...decisionRoutes,
  ...peopleRoutes,
  ...sessionRoutes,
  ...turnRoutes,
  ...sentReplyRoutes,
  ...replyRoutes,
];
