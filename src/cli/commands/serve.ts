import { statSync } from 'node:fs';
import { ConfigError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { Message } from '../../model/message.ts';
import { type MemberRole, memberRoles } from '../../model/service/member.ts';
import type { RunningService, ServeOptions } from '../../operations/serve/start-service.ts';
import type { LogForm } from '../../operations/serve/structured-log.ts';
import type { Context } from '../context.ts';
import { endInTime } from '../end-in-time.ts';
import { exitCodes } from '../exit-codes.ts';
import { padEnd } from '../print/display-width.ts';
import { withStopSignals } from '../stop-signals.ts';
import { emitAdvice, tellOne } from '../tell-advice.ts';
import { version } from '../version.ts';

/** Which store, as every command of the service takes it. */
export interface StoreFlags {
  readonly data?: string;
  readonly store?: string;
}

interface ServeFlags extends StoreFlags {
  readonly host: string;
  readonly port: number;
  /** The port was named: what has nothing else to answer tells there how it is. */
  readonly hasPages: boolean;
  readonly publicUrl?: string;
  readonly proxies?: readonly string[];
  readonly roles?: readonly MemberRole[];
  readonly drain: number;
  readonly slots: number;
  readonly liveSlots: number;
  readonly runMemory: number;
  readonly runHours: number;
  readonly filesRoot?: string;
  readonly programs?: string;
  readonly allowPrivateHosts?: boolean;
  readonly allowBaseUrl?: boolean;
  readonly log?: LogForm;
}

const hourMs = 3_600_000;
/** Less than those wait who stop it as the docs say (40 s); whatever Lark and the store do, others go on with what was not given back. */
const stopMs = 35_000;

/** `larkstream serve`: runs until a signal comes. */
export async function serve(flags: ServeFlags, context: Context): Promise<number> {
  const { texts, style, say, terminal } = context;
  const form = flags.log ?? (terminal.isErrorTty ? 'text' : 'json');
  // Of a log that programs read, each line is JSON.
  const note = form === 'json' ? () => {} : context.note;
  assertFolder('--files-root', flags.filesRoot, {
    en: 'Make the folder, so that the user of the service may write in it, or name another one.',
    zh: '请创建该文件夹，并让服务的用户有权写入，或指定其他文件夹。',
  });
  const programs = flags.programs ?? terminal.environment.LARKSTREAM_PROGRAMS;
  assertFolder(flags.programs === undefined ? 'LARKSTREAM_PROGRAMS' : '--programs', programs, {
    en: 'Make the folder, and put into it what may be run, or name another one.',
    zh: '请创建该文件夹并放入允许运行的程序，或指定其他文件夹。',
  });
  note(texts.service.starting);
  const [{ startService }, { createLog }] = await Promise.all([
    import('../../operations/serve/start-service.ts'),
    import('../../operations/serve/structured-log.ts'),
  ]);
  const write = (line: string): void => terminal.error(`${line}\n`);
  const logger = createLog(form, write, Date.now, context.isVerbose);
  await withStopSignals(
    async (signal) => {
      const onMaking = (folder: string): void => {
        if (form === 'off') context.note(texts.service.making(folder));
      };
      const service = await startService({ ...optionsOf(flags, context), programs, logger, onMaking });
      try {
        announce(service, { context, logger: form === 'json' ? logger : undefined });
        const stopped = new Promise<undefined>((stop) => signal.addEventListener('abort', () => stop(undefined)));
        const lost = signal.aborted ? undefined : await Promise.race([stopped, service.lost]);
        if (lost !== undefined) throw lost;
      } finally {
        const late =
          'The stop has taken its 35 seconds: the process ends, and what it did not give back is taken up in a minute';
        await endInTime(
          stopMs,
          () => service.close(),
          () => logger.warn(late),
        );
      }
    },
    () => note(texts.service.stopping),
  );
  say(style.dim(texts.service.stopped));
  return exitCodes.done;
}

/** @throws ConfigError `config.usage.invalid` */
function assertFolder(name: string, folder: string | undefined, cure: Message): void {
  if (folder === undefined || statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new ConfigError({
    code: 'config.usage.invalid',
    message: {
      en: `${name} is ${folder}, and there is no such folder`,
      zh: `${name} 的值为 ${folder}，但没有这个文件夹`,
    },
    cure,
  });
}

function optionsOf(flags: ServeFlags, { terminal, hide }: Context): Omit<ServeOptions, 'logger'> {
  const { proxies = [], roles = memberRoles, publicUrl, allowPrivateHosts, allowBaseUrl, log: _, ...more } = flags;
  const { slots, liveSlots, runMemory, runHours, drain, ...others } = more;
  return {
    ...others,
    proxies,
    roles,
    drainMs: drain * 1_000,
    limits: { slots, liveSlots, memoryMb: runMemory, timeLimitMs: runHours * hourMs },
    publicUrl: publicUrl?.replace(/\/+$/, ''),
    allowPrivateHosts: allowPrivateHosts ?? false,
    allowBaseUrl: allowBaseUrl ?? false,
    version,
    environment: terminal.environment,
    hide,
  };
}

const noAccount = 'There is no account yet: `larkstream admin reset` prints a link that makes the first one';

interface Announced {
  readonly context: Context;
  /** Where notices go of a log whose lines are JSON. */
  readonly logger: Logger | undefined;
}

function announce(service: RunningService, { context, logger }: Announced): void {
  const { texts, style, say, sayWhole, emit } = context;
  const { url, publicUrl, memberId, roles, storeName, tookMs, setupLink } = service;
  for (const notice of service.notices) {
    if (logger === undefined) tellOne(notice, context);
    else {
      emitAdvice(notice, context);
      logger.warn(notice.en);
    }
  }
  // The link itself is a secret, and logs are read by many.
  if (setupLink !== undefined && context.isQuiet) logger?.warn(noAccount);
  emit({
    event: 'serving',
    url: url ?? null,
    publicUrl: publicUrl ?? null,
    member: memberId,
    roles,
    store: storeName,
    tookMs,
    setup: setupLink?.url ?? null,
    version,
  });
  const seconds = (tookMs / 1000).toFixed(1);
  say(style.bold(texts.service.ready({ url: url ?? null, seconds })));
  for (const [name, value] of [
    [texts.service.roles, roles.join(', ')],
    [texts.service.store, storeName],
  ] as const)
    say(`  ${style.dim(padEnd(name, 6))} ${value}`);
  if (setupLink !== undefined) {
    say();
    say(style.bold(texts.service.setup));
    sayWhole(`  ${style.cyan(setupLink.url)}`);
    say(style.dim(texts.service.once));
    say();
  }
  say(style.dim(texts.service.stop));
}
