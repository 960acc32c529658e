import type { RegionName } from '../../../config/settings.ts';
import { otherRegion } from '../../../feeds/check-connection.ts';
import { errorCodes } from '../../../model/error-codes.ts';
import { type LarkstreamError, toLarkstreamError } from '../../../model/errors.ts';
import type { CheckLine } from '../../../model/service/check-report.ts';
import { probeCredentials } from '../../../open-platform/probe-credentials.ts';
import { LostAnswer, lostCodes } from '../../../outbound/lost-answer.ts';
import { judgeClock, probePlatform } from '../../probe-platform.ts';
import type { CheckContext } from './check-context.ts';
import { type Check, errorLine, isRefused, lineOf, skippedLine, tried } from './check-line.ts';

const platform: Check = { name: 'platform', title: { en: 'Platform', zh: '开放平台' } };
const clockCheck: Check = { name: 'clock', title: { en: 'Clock', zh: '时钟' } };
const credentials: Check = { name: 'credentials', title: { en: 'App ID and App Secret', zh: 'App ID 与 App Secret' } };
const region: Check = { name: 'region', title: { en: 'Region', zh: '区域' } };

/** Whether the platform is reached, and whether its clock and ours agree. */
export async function* checkPlatform({ source, environment, clock, signal }: CheckContext): AsyncGenerator<CheckLine> {
  try {
    const { origin, tookMs, skewMs } = await probePlatform(source, { environment, clock, signal });
    yield lineOf(platform, 'ok', {
      en: `${origin} answers in ${Math.round(tookMs)} ms`,
      zh: `${origin} 在 ${Math.round(tookMs)} 毫秒内应答`,
    });
    if (skewMs === undefined) return;
    const { isOff, message } = judgeClock(skewMs);
    yield lineOf(clockCheck, isOff ? 'failed' : 'ok', {
      en: `${message.en.charAt(0).toUpperCase()}${message.en.slice(1)}`,
      zh: message.zh,
    });
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof LostAnswer)) yield errorLine(platform, thrown);
    else {
      const code = lostCodes[thrown.reason] ?? 'lark.network.failed';
      yield { ...lineOf(platform, 'failed', thrown.text, { cure: errorCodes[code].cure }), code };
    }
  }
}

/** Whether the app is known, and in which region. Returns whether anything else can be asked. */
export async function* checkCredentials(context: CheckContext): AsyncGenerator<CheckLine, boolean> {
  const { source, client, signal } = context;
  const refused = client === undefined ? await askForTicket(context) : await tried(() => client.authenticate(signal));
  const error = isRefused(refused) ? refused : undefined;
  const elsewhere = isRejected(error) ? await regionOf(context) : undefined;
  if (error === undefined) {
    const { app_id: appId } = source.credentials;
    yield lineOf(credentials, 'ok', { en: `The platform accepts app ${appId}`, zh: `平台接受应用 ${appId}` });
  } else yield errorLine(credentials, error);
  if (source.base_url !== undefined) {
    yield skippedLine(region, {
      en: 'With an address of its own there is one region',
      zh: '使用自定义地址时只有一个区域',
    });
  } else if (error === undefined) {
    yield lineOf(region, 'ok', { en: `The app is one of ${source.region}`, zh: `该应用属于 ${source.region}` });
  } else if (elsewhere === 'feishu' || elsewhere === 'lark') {
    yield errorLine(region, otherRegion(source.credentials.app_id, elsewhere, error));
  } else if (elsewhere === 'none') {
    yield skippedLine(region, { en: 'Not known: neither region accepts the app', zh: '未知：两个区域都不接受该应用' });
  } else {
    yield skippedLine(region, {
      en: 'Not known: the platform could not be asked about the app in both regions',
      zh: '未知：未能在两个区域都向开放平台查询该应用',
    });
  }
  return error === undefined;
}

/** An app of the store without a company proves itself by asking for a ticket. */
async function askForTicket({ source, clock, logger }: CheckContext): Promise<LarkstreamError | undefined> {
  return await probeCredentials({
    app: { appId: source.credentials.app_id, appSecret: source.credentials.app_secret },
    isForStore: true,
    region: source.region,
    ...(source.base_url === undefined ? {} : { baseUrl: source.base_url }),
    clock,
    logger,
  });
}

const isRejected = (error: LarkstreamError | undefined): boolean => error?.code === 'lark.credentials.rejected';

/** Which other region knows the app; undefined where it could not be asked. */
async function regionOf({ source, clock, logger }: CheckContext): Promise<RegionName | 'none' | undefined> {
  // The secret must not go to another host than the one that was named.
  if (source.base_url !== undefined) return undefined;
  const { app_id: appId, app_secret: appSecret, auth_type: authType } = source.credentials;
  const other = source.region === 'feishu' ? 'lark' : 'feishu';
  const isForStore = authType === 'store_app';
  try {
    const refused = await probeCredentials({ app: { appId, appSecret }, isForStore, region: other, clock, logger });
    if (refused === undefined) return other;
    return isRejected(refused) ? 'none' : undefined;
  } catch (thrown) {
    if (toLarkstreamError(thrown).family === 'stopped') throw thrown;
    return undefined;
  }
}
