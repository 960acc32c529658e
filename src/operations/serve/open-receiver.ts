import { createReceiver, type MountedWebhooks } from '../../app/create-receiver.ts';
import { parseConfig } from '../../config/read-config.ts';
import type { Config } from '../../config/settings.ts';
import { loadIntegration } from '../../control/integrations/test-integration.ts';
import type { ControlParts } from '../../control/parts.ts';
import type { EventReceiver } from '../../events/event-receiver.ts';
import type { WebhookApp } from '../../events/webhook/verify-request.ts';
import { ConfigError } from '../../model/errors.ts';
import type { EventStore } from '../../model/event-store.ts';
import type { Logger } from '../../model/logger.ts';
import type { EventMode, Integration } from '../../model/service/integration.ts';
import { answerToPress } from '../../triggers/replies/buttons.ts';
import type { ClientPool } from '../open-clients.ts';

/** A way by which events come. */
export type Way = Exclude<EventMode, 'none'>;

/** What receivers are opened with. */
export interface ReceiverParts {
  readonly parts: ControlParts;
  readonly webhooks: MountedWebhooks;
  readonly clients: ClientPool;
  readonly logger: Logger;
}

/** What proves the requests of an integration: the pairs of token and key that are believed, that of now first. */
export type Proofs = readonly Pick<WebhookApp, 'verificationToken' | 'encryptKey'>[];

/** Proofs, and how many versions of the two secrets they are made of: with more than one of either, the earlier ones end some time. */
export interface BelievedProofs {
  readonly proofs: Proofs;
  readonly versions: number;
  readonly isOverlap: boolean;
}

interface OpenOptions {
  readonly integration: Integration;
  readonly way: Way;
  /** Of a webhook. */
  readonly proofs: Proofs;
  readonly store: EventStore;
  readonly onStored: () => void;
}

/** Begins to receive the events of an integration by one way. @throws ConfigError `serve.secret.missing` */
export async function openReceiver(
  { parts, webhooks, clients, logger }: ReceiverParts,
  { integration, way, proofs, store, onStored }: OpenOptions,
): Promise<EventReceiver> {
  const config = await loaded(parts, integration);
  return await createReceiver({
    config: {
      ...config,
      events: { ...config.events, mode: way, ...(way === 'webhook' ? webhookOf(integration, proofs) : {}) },
    },
    ...(way === 'webhook' ? { before: proofs.slice(1) } : {}),
    store,
    listeners: webhooks.listeners,
    clients,
    clock: parts.clock,
    logger,
    onStored,
    onCallback: async ({ body }) => answerToPress(body),
  });
}

/** Old and new secrets prove requests while they overlap: nobody knows when a person changes them in the developer console. */
export async function believedProofs(
  { openVault, store }: ControlParts,
  integrationId: string,
): Promise<BelievedProofs> {
  const vault = openVault(store.secrets);
  const all = (name: string) => vault.believed({ ownerKind: 'integration', ownerId: integrationId, name });
  const [allTokens, keys] = await Promise.all([all('verification_token'), all('encrypt_key')]);
  // Without a token nothing is proved; without a key the token alone proves an event in plain text.
  const tokens = allTokens.filter((token) => token !== undefined);
  const encryptKeys = keys.length === 0 ? [undefined] : keys;
  return {
    proofs: encryptKeys.flatMap((encryptKey) => tokens.map((verificationToken) => ({ verificationToken, encryptKey }))),
    versions: allTokens.length + keys.length,
    isOverlap: allTokens.length > 1 || keys.length > 1,
  };
}

async function loaded(parts: ControlParts, integration: Integration): Promise<Config> {
  const { text, secrets } = await loadIntegration(parts, integration);
  const environment = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]));
  return parseConfig({ text, file: '/integration.json', environment });
}

function webhookOf({ id }: Integration, [now]: Proofs): Pick<Config['events'], 'webhook'> {
  if (now === undefined) throw withoutToken();
  const { verificationToken, encryptKey } = now;
  return {
    webhook: {
      host: '',
      port: 0,
      proxies: [],
      integration: id,
      verification_token: verificationToken,
      old_card_callback: false,
      ...(encryptKey === undefined ? {} : { encrypt_key: encryptKey }),
    },
  };
}

function withoutToken(): ConfigError {
  return new ConfigError({
    code: 'serve.secret.missing',
    message: { en: 'The integration has no verification_token set', zh: '该集成未设置 verification_token' },
  });
}
