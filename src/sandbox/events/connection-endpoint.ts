import { isObject, tryParseJson } from '../../util/json.ts';
import type { Apps } from '../gateway/apps.ts';
import { jsonReply, type Reply } from '../gateway/reply.ts';
import type { SocketHub } from './socket-hub.ts';

/** Outside of `/open-apis`, without a token. Source: the official SDKs. */
export const connectionEndpointPath = '/callback/ws/endpoint';

/** Hands out addresses for the long connection. Source: the official SDKs' `ws` clients and captured answers. */
export function connectionEndpointReply(
  hub: SocketHub,
  apps: Apps,
  { host, text }: { host: string; text: string },
): Reply {
  const body = tryParseJson(text);
  const { AppID: appId, AppSecret: secret } = isObject(body) ? body : {};
  const refuse = (code: number, msg: string): Reply => jsonReply(200, JSON.stringify({ code, msg, data: { URL: '' } }));
  const { endpointCode, endpointStatus } = hub.faults;
  if (endpointStatus !== null) return jsonReply(endpointStatus, '{}');
  if (endpointCode !== null) return refuse(endpointCode, `code ${endpointCode}`);
  if (typeof appId !== 'string' || !/^cli_[0-9a-f]{16}$/i.test(appId)) return refuse(1000040346, 'app_id is invalid');
  if (apps.isElsewhere(appId)) return refuse(1000040351, 'Incorrect domain name');
  const app = apps.find(appId);
  // Apps of the store get their events by webhook only.
  if (app === undefined || app.appSecret !== secret || app.kind === 'store')
    return refuse(1000040345, 'app_id or app_secret is invalid');
  if (hub.isFull(appId)) return refuse(1000040350, 'the number of connections exceeded the limit');
  const data = { URL: hub.addressFor(appId, host), ClientConfig: hub.config };
  return jsonReply(200, JSON.stringify({ code: 0, msg: '', data }));
}
