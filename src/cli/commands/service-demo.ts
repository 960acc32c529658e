import type { RunState } from '../../model/service/service-run.ts';
import type { ServiceDemo } from '../../operations/demo/open-service-demo.ts';
import { calledAs } from '../called-as.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { padEnd } from '../print/display-width.ts';
import { withStopSignals } from '../stop-signals.ts';
import { version } from '../version.ts';

const defaultPort = 8700;

/** `larkstream demo --service`, or `--bot`: a simulated company and a service that follows it, until a signal comes. */
export async function serviceDemo(
  flags: { readonly keep?: string; readonly port?: number; readonly bot?: boolean },
  context: Context,
): Promise<number> {
  const { texts, style, say, logger } = context;
  const { openServiceDemo } = await import('../../operations/demo/open-service-demo.ts');
  await withStopSignals(
    async (signal) => {
      const demo = await openServiceDemo({
        folder: flags.keep,
        port: flags.port ?? defaultPort,
        hasBot: flags.bot ?? false,
        version,
        logger,
        onMaking: (folder) => context.note(texts.service.making(folder)),
      });
      try {
        if (!signal.aborted) await show(demo, signal, context);
        if (!signal.aborted) await new Promise<void>((stop) => signal.addEventListener('abort', () => stop()));
      } finally {
        await demo.close();
      }
    },
    () => context.note(texts.service.stopping),
  );
  say(style.dim(texts.service.stopped));
  return exitCodes.done;
}

/** The address comes at once: in the console, a person can watch the first runs. */
async function show(demo: ServiceDemo, signal: AbortSignal, context: Context): Promise<void> {
  const { info, service, login, password, token, chatUrl } = demo;
  const { texts, style, say, sayWhole, emit } = context;
  const url = service.publicUrl ?? '';
  emit({ event: 'sandbox', ...info });
  say(texts.serviceDemo.isThere);
  sayWhole(`  ${style.cyan(url)}`);
  sayWhole(`  ${style.dim(padEnd(texts.serviceDemo.login, 10))} ${login}`);
  sayWhole(`  ${style.dim(padEnd(texts.serviceDemo.password, 10))} ${password}`);
  say();
  if (chatUrl !== undefined) sayChat(chatUrl, context);
  say(texts.serviceDemo.reading);
  const ended: { readonly id: string; readonly state: RunState }[] = [];
  for await (const { pipeline, run } of demo.firstRuns(signal)) {
    const rows = run.report?.streams.reduce((sum, { rowsRead }) => sum + rowsRead, 0) ?? 0;
    ended.push({ id: run.id, state: run.state });
    sayWhole(`  ${texts.serviceDemo.ended({ pipeline, state: texts.remote.runStates[run.state], rows })}`);
  }
  if (signal.aborted) return;
  emit({
    event: 'service_demo',
    url,
    login,
    password,
    token,
    runs: ended,
    ...(chatUrl === undefined ? {} : { chat_url: chatUrl }),
  });
  say(texts.serviceDemo.live);
  say();
  sayTerminal({ url, token }, context);
  say(style.dim(texts.serviceDemo.stop(demo.keptIn)));
}

function sayChat(url: string, { texts, style, say, sayWhole }: Context): void {
  say(texts.serviceDemo.chat);
  sayWhole(`  ${style.cyan(url)}`);
  say(style.dim(texts.serviceDemo.chatHint));
  say();
}

function sayTerminal({ url, token }: { readonly url: string; readonly token: string }, context: Context): void {
  const { texts, style, say, sayWhole, terminal } = context;
  const command = (line: string): void => sayWhole(`  ${style.dim('$')} ${style.cyan(line)}`);
  say(texts.serviceDemo.terminal);
  command(`export LARKSTREAM_SERVER=${url}`);
  command(`export LARKSTREAM_TOKEN=${token}`);
  command(`${calledAs(terminal.environment)} pipelines`);
  say(texts.serviceDemo.api);
  command(`curl ${url}/api/openapi.json`);
}
