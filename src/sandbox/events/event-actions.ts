import { isObject, type JsonObject, readNumber, readObject, readText, readTexts } from '../../util/json.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import type { AppEvents } from './event-options.ts';
import type { EventPublisher } from './event-publisher.ts';

/** What the actions work on. `tenantKey` and `appId` count where a body names none. */
export interface EventActionsOptions {
  readonly events: EventPublisher;
  readonly tenantKey: string;
  readonly appId: string;
}

type Action = (body: JsonObject) => unknown;

/**
 * What can be done to events from outside: `GET /sandbox/events` lists what was sent, `POST /sandbox/events` says how an app
 * wants them (`{app_id?, mode, url, verification_token, encrypt_key, types}`), `/sandbox/push` makes one up.
 */
export function eventActions({ events, tenantKey, appId }: EventActionsOptions): Readonly<Record<string, Action>> {
  const appOf = (body: JsonObject): string => readText(body, 'app_id') ?? appId;
  const tenantOf = (body: JsonObject): string => readText(body, 'tenant_key') ?? tenantKey;
  return {
    'GET /sandbox/events': () => ({
      events: events.deliveryQueue(appId).deliveries.map(({ body: _, ...rest }) => rest),
    }),
    'POST /sandbox/events': (body) => events.configure(appOf(body), readEvents(body)),
    'POST /sandbox/push': (body) => {
      const type = readText(body, 'type');
      if (type === null) throw new SandboxUseError('The event needs a type');
      const schema = readText(body, 'schema') === '1.0' ? '1.0' : '2.0';
      const orderKey = readText(body, 'order_key');
      events.publish(tenantOf(body), {
        type,
        schema,
        body: readObject(body, 'event'),
        ...(orderKey === null ? {} : { orderKey }),
      });
    },
    'POST /sandbox/retry-now': (body) => events.deliveryQueue(appOf(body)).retryNow(),
    'POST /sandbox/install': (body) => events.install(appOf(body), tenantOf(body)),
    'POST /sandbox/uninstall': (body) => events.uninstall(appOf(body), tenantOf(body)),
    'POST /sandbox/forget-subscriptions': () => events.forgetSubscriptions(),
    'POST /sandbox/sockets': (body) => {
      const { drop, config, ...faults } = body;
      if (typeof drop === 'number') events.hub.drop(appOf(body), drop);
      if (isObject(config)) events.hub.config = { ...events.hub.config, ...readConfig(config) };
      Object.assign(events.hub.faults, faults);
    },
  };
}

function readConfig(config: JsonObject): Record<string, number> {
  const keys = ['ReconnectCount', 'ReconnectInterval', 'ReconnectNonce', 'PingInterval'];
  return Object.fromEntries(
    keys.flatMap((key): [string, number][] => {
      const value = readNumber(config, key);
      return value === null ? [] : [[key, value]];
    }),
  );
}

const modes = ['off', 'webhook', 'long_connection'] as const;

function readEvents(body: JsonObject): Partial<AppEvents> {
  const mode = modes.find((known) => known === body.mode);
  const url = readText(body, 'url');
  const verificationToken = readText(body, 'verification_token');
  const types = readTexts(body, 'types');
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(url === null ? {} : { url }),
    ...(verificationToken === null ? {} : { verificationToken }),
    ...('encrypt_key' in body ? { encryptKey: readText(body, 'encrypt_key') } : {}),
    ...(types.length === 0 ? {} : { types }),
  };
}
