import type { SourceSettings } from '../config/settings.ts';
import type { Clock } from '../model/clock.ts';
import type { Message } from '../model/message.ts';
import { platformAddress } from '../open-platform/regions.ts';
import { type Environment, proxyFor } from '../outbound/proxy.ts';

/** Webhooks and tokens are refused when the clocks differ by minutes; half a minute is what a healthy clock never reaches. */
const toleratedSkewMs = 30_000;
const probeTimeoutMs = 10_000;

interface PlatformProbe {
  readonly origin: string;
  /** The proxy on the way, without its password. */
  readonly proxy: string | undefined;
  readonly status: number;
  readonly tookMs: number;
  /** How far our clock is ahead; undefined where the answer has no date. */
  readonly skewMs: number | undefined;
}

/** How the platform is reached, and how its clock stands to ours. Asks it once. Throws `LostAnswer` when it is not reached. */
export async function probePlatform(
  source: Pick<SourceSettings, 'region' | 'base_url'>,
  {
    environment,
    clock,
    signal,
  }: { readonly environment: Environment; readonly clock: Clock; readonly signal?: AbortSignal },
): Promise<PlatformProbe> {
  const { origin } = platformAddress(source.region, source.base_url);
  const proxy = proxyFor(origin, environment);
  // The client loads when it is needed, after what is said of this machine.
  const { createTransport } = await import('../app/create-transport.ts');
  const transport = createTransport(source, { environment, timeoutMs: probeTimeoutMs });
  try {
    const began = clock.elapsed();
    const { status, headers } = await transport.send({
      method: 'GET',
      path: '/',
      headers: {},
      ...(signal === undefined ? {} : { signal }),
    });
    const tookMs = clock.elapsed() - began;
    const theirs = Date.parse(headers.date ?? '');
    const skewMs = Number.isNaN(theirs) ? undefined : clock.now() - tookMs / 2 - theirs;
    return { origin, proxy: proxy?.label, status, tookMs, skewMs };
  } finally {
    await transport.close();
  }
}

/** The platform's clock has whole seconds. */
export function judgeClock(skewMs: number): { readonly isOff: boolean; readonly message: Message } {
  const seconds = Math.round(skewMs / 1000);
  if (Math.abs(skewMs) > toleratedSkewMs) {
    const message = {
      en: `this machine's clock is ${seconds} s from the platform's: let it be set by NTP`,
      zh: `本机时钟与平台相差 ${seconds} 秒：请启用 NTP 校时`,
    };
    return { isOff: true, message };
  }
  const within = Math.max(1, Math.abs(seconds));
  const message = { en: `agrees with the platform's within ${within} s`, zh: `与平台相差不到 ${within} 秒` };
  return { isOff: false, message };
}
