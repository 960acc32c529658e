import type { ModuleSettings, SourceSettings } from '../../../config/settings.ts';
import type { Clock } from '../../../model/clock.ts';
import type { Logger } from '../../../model/logger.ts';
import type { Secret } from '../../../model/secret.ts';
import type { EventMode } from '../../../model/service/integration.ts';
import type { OpenPlatformClient } from '../../../open-platform/open-platform-client.ts';
import type { Environment } from '../../../outbound/proxy.ts';

/** What each check of an integration gets to work with. */
export interface CheckContext {
  /** The app; its own modules are not looked at. */
  readonly source: SourceSettings;
  /** Undefined for an app of the store without a company, such as an integration: then only the app itself can be checked. */
  readonly client: OpenPlatformClient | undefined;
  /** The modules of each pipeline; none as long as there is no pipeline. */
  readonly modules: readonly ModuleSettings[];
  readonly mode: EventMode;
  readonly webhook: WebhookToCheck | undefined;
  /** The long connections that the service itself holds; undefined where that is not known. */
  readonly ownConnections: number | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly environment: Environment;
}

/** The address that is entered in the developer console, and what proves requests to it. */
export interface WebhookToCheck {
  readonly url: string;
  readonly verificationToken: Secret;
  readonly encryptKey: Secret | undefined;
}
