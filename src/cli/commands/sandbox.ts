import { writePrivateFile } from '../../config/write-private-file.ts';
import type { SandboxInfo, SandboxRequest } from '../../operations/sandbox/sandbox-info.ts';
import type { RunningSandbox } from '../../operations/sandbox/start-local-sandbox.ts';
import { shellWord } from '../../util/shell-word.ts';
import { assertFree } from '../assert-free.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { padEnd } from '../print/display-width.ts';
import { untilStopped } from '../stop-signals.ts';

interface SandboxFlags {
  readonly port: number;
  readonly seed: number;
  readonly users?: number;
  readonly records?: number;
  readonly limits: 'documented' | 'off' | number;
  readonly region: 'feishu' | 'lark';
  readonly writeConfig?: string;
  readonly force?: boolean;
  readonly webhook?: string;
  readonly changes?: number;
}

function toRequest({ port, seed, users, records, limits, region, webhook, changes }: SandboxFlags): SandboxRequest {
  return {
    port,
    seed,
    limits,
    region,
    ...(users === undefined ? {} : { users }),
    ...(records === undefined ? {} : { records }),
    ...(webhook === undefined ? {} : { webhookUrl: webhook }),
    ...(changes === undefined ? {} : { changesPerSecond: changes }),
  };
}

/** Runs until a signal comes. */
export async function sandbox(flags: SandboxFlags, context: Context): Promise<number> {
  if (flags.writeConfig !== undefined && flags.force !== true) assertFree(flags.writeConfig);
  const { startLocalSandbox } = await import('../../operations/sandbox/start-local-sandbox.ts');
  const running = await startLocalSandbox(toRequest(flags));
  try {
    return await announceAndStay(running, flags, context);
  } finally {
    await running.close();
  }
}

async function announceAndStay(running: RunningSandbox, flags: SandboxFlags, context: Context): Promise<number> {
  const { renderSandboxConfig, renderSandboxSource } = await import(
    '../../operations/sandbox/render-sandbox-config.ts'
  );
  const config = renderSandboxConfig(running.info, 'sandbox.duckdb', context.texts.language);
  const isSource = flags.writeConfig?.endsWith('.json') === true;
  if (flags.writeConfig !== undefined)
    writePrivateFile(flags.writeConfig, isSource ? renderSandboxSource(running.info) : config, {
      overwrite: flags.force ?? false,
    });
  // Before it is announced: who reads that it runs may stop it at once.
  const stopped = untilStopped();
  context.emit({
    event: 'sandbox',
    ...running.info,
    limits: flags.limits,
    ...(flags.writeConfig === undefined ? {} : { config: flags.writeConfig }),
  });
  announce(running.info, { flags, config }, context);
  await stopped;
  return exitCodes.done;
}

function announce(
  info: SandboxInfo,
  { flags, config }: { readonly flags: SandboxFlags; readonly config: string },
  { texts: { sandbox: texts }, style, say, sayWhole }: Context,
): void {
  const lines = [
    [texts.address, style.cyan(info.url)],
    [texts.chats, style.cyan(`${info.url}/chat`)],
    [texts.appId, info.appId],
    [texts.appSecret, info.appSecret],
    [texts.tenant, texts.ofSeed(info.tenantName, flags.seed)],
    [texts.limits, texts.limitsWord(flags.limits)],
  ];
  say(style.bold(texts.running));
  for (const [name = '', value = ''] of lines) say(`  ${style.dim(padEnd(name, 11))} ${value}`);
  say();
  if (flags.writeConfig === undefined) {
    say(style.bold(texts.configHeading));
    for (const line of config.trimEnd().split('\n')) sayWhole(`  ${line}`);
  } else {
    const file = shellWord(flags.writeConfig);
    const command = flags.writeConfig.endsWith('.json')
      ? `source-${info.region} check --config ${file}`
      : `larkstream sync ${file}`;
    say(texts.configWritten(flags.writeConfig));
    sayWhole(`  ${style.dim('$')} ${style.cyan(command)}`);
  }
  say();
  say(style.dim(texts.stop));
}
