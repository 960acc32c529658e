import { existsSync } from 'node:fs';
import { availableParallelism, freemem, release, totalmem } from 'node:os';
import { placeOf } from '../config/destinations/registry.ts';
import { moduleTitle } from '../config/modules.ts';
import { isOpenToOthers, secretFileOf } from '../config/secret-file.ts';
import type { Config } from '../config/settings.ts';
import { minNodeVersion } from '../model/assert-runtime.ts';
import { systemClock } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { untranslated } from '../model/message.ts';
import { LostAnswer } from '../outbound/lost-answer.ts';
import type { Environment } from '../outbound/proxy.ts';
import { judgeClock, probePlatform } from './probe-platform.ts';

/** One line of a diagnosis. Nothing in it is a secret: it is made to be pasted. */
export interface Finding {
  readonly area: 'program' | 'configuration' | 'network';
  readonly subject: string;
  readonly outcome: 'ok' | 'warning' | 'failed';
  readonly message: Message;
}

const proxyVariables = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'];

const found = (
  area: Finding['area'],
  subject: string,
  message: Message,
  outcome: Finding['outcome'] = 'ok',
): Finding => ({
  area,
  subject,
  outcome,
  message,
});

/** What this program and machine are. */
export function diagnoseProgram(version: string, environment: Environment): Finding[] {
  const isOld = process.versions.node.localeCompare(minNodeVersion, 'en', { numeric: true }) < 0;
  const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  const locale = environment.LC_ALL ?? environment.LANG ?? '';
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [
    found('program', 'larkstream', untranslated(version)),
    found(
      'program',
      'node',
      isOld
        ? {
            en: `${process.versions.node}, needs ${minNodeVersion} or newer`,
            zh: `${process.versions.node}，需要 ${minNodeVersion} 或更新版本`,
          }
        : untranslated(process.versions.node),
      isOld ? 'failed' : 'ok',
    ),
    found('program', 'system', untranslated(`${process.platform} ${release()} ${process.arch}`)),
    found('program', 'machine', {
      en: `${availableParallelism()} cores, ${gigabytes(totalmem())} of memory, ${gigabytes(freemem())} free`,
      zh: `${availableParallelism()} 核，内存 ${gigabytes(totalmem())}，空闲 ${gigabytes(freemem())}`,
    }),
    found('program', 'zone', untranslated(`${zone}${locale === '' ? '' : `, ${locale}`}`)),
  ];
}

/** What is configured, in words that hold no secret. */
export function diagnoseConfig(config: Config, file: string): Finding[] {
  const { source, destination, events } = config;
  const beside = secretFileOf(file);
  const names = Object.keys(source.modules);
  const modules = { en: names.join(', '), zh: names.map((name) => moduleTitle(name, 'zh')).join('、') };
  return [
    foundFile(file, { en: 'is valid', zh: '有效' }),
    ...(existsSync(beside)
      ? [
          foundFile(beside, {
            en: 'supplies variables that are not in the environment',
            zh: '提供环境中未设置的变量',
          }),
        ]
      : []),
    found(
      'configuration',
      'app',
      untranslated(
        `${source.credentials.app_id}, ${source.credentials.auth_type}, ${source.base_url ?? source.region}`,
      ),
    ),
    found('configuration', 'modules', modules),
    found('configuration', 'destination', untranslated(`${destination.type}, ${placeOf(destination).name}`)),
    found('configuration', 'events', untranslated(events.mode)),
  ];
}

function foundFile(file: string, whenClosed: Message): Finding {
  if (!isOpenToOthers(file)) return found('configuration', file, whenClosed);
  const message = {
    en: `other users of this machine can read it; \`chmod 600 ${file}\` prevents this`,
    zh: `本机其他用户可以读取；\`chmod 600 ${file}\` 可仅限自己`,
  };
  return found('configuration', file, message, 'warning');
}

/** How the platform is reached, and whether its clock and ours agree. Asks it once. */
export async function* diagnoseNetwork(config: Config, environment: Environment): AsyncGenerator<Finding, void, void> {
  const set = proxyVariables.filter(
    (name) => environment[name] !== undefined || environment[name.toLowerCase()] !== undefined,
  );
  yield found(
    'network',
    'proxy',
    set.length === 0 ? { en: 'none is set', zh: '未设置' } : untranslated(set.join(', ')),
  );
  const authorities = environment.NODE_EXTRA_CA_CERTS;
  if (authorities !== undefined) yield found('network', 'NODE_EXTRA_CA_CERTS', untranslated(authorities));
  try {
    yield* await probe(config, environment);
  } catch (thrown) {
    const message = thrown instanceof LostAnswer ? thrown.text : toLarkstreamError(thrown).texts.message;
    yield found('network', 'platform', message, 'failed');
  }
}

async function probe({ source }: Config, environment: Environment): Promise<Finding[]> {
  const { origin, proxy, status, tookMs, skewMs } = await probePlatform(source, { environment, clock: systemClock });
  const way = proxy === undefined ? { en: '', zh: '' } : { en: ` through ${proxy}`, zh: `，经由 ${proxy}` };
  const reached = {
    en: `${origin} answers${way.en} in ${tookMs} ms (HTTP ${status})`,
    zh: `${origin} 在 ${tookMs} 毫秒内应答${way.zh}（HTTP ${status}）`,
  };
  if (skewMs === undefined) return [found('network', 'platform', reached)];
  const { isOff, message } = judgeClock(skewMs);
  return [found('network', 'platform', reached), found('network', 'clock', message, isOff ? 'failed' : 'ok')];
}
