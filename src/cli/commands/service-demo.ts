import type { ServiceDemo } from '../../operations/demo/open-service-demo.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { padEnd } from '../print/display-width.ts';
import { withStopSignals } from '../stop-signals.ts';
import { version } from '../version.ts';

const defaultPort = 8700;

/** `larkstream demo --service`: a simulated company and a service that follows it, until a signal comes. */
export async function serviceDemo(
  flags: { readonly keep?: string; readonly port?: number },
  context: Context,
): Promise<number> {
  const { texts, style, say, logger } = context;
  const { openServiceDemo } = await import('../../operations/demo/open-service-demo.ts');
  await withStopSignals(
    async (signal) => {
      const demo = await openServiceDemo({
        folder: flags.keep,
        port: flags.port ?? defaultPort,
        version,
        logger,
        signal,
      });
      try {
        if (!signal.aborted) introduce(demo, context);
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

function introduce({ info, service, login, password, runs }: ServiceDemo, context: Context): void {
  const { texts, style, say, sayWhole, emit } = context;
  const url = service.publicUrl ?? '';
  emit({ event: 'sandbox', ...info });
  emit({ event: 'service_demo', url, login, password, runs: runs.map(({ id, state }) => ({ id, state })) });
  const rows = runs.flatMap(({ report }) => report?.streams ?? []).reduce((sum, { rowsRead }) => sum + rowsRead, 0);
  say(texts.serviceDemo.isThere({ runs: runs.length, rows }));
  say();
  sayWhole(`  ${style.cyan(url)}`);
  sayWhole(`  ${style.dim(padEnd(texts.serviceDemo.login, 10))} ${login}`);
  sayWhole(`  ${style.dim(padEnd(texts.serviceDemo.password, 10))} ${password}`);
  say();
  say(texts.serviceDemo.api);
  sayWhole(`  ${style.dim('$')} ${style.cyan(`curl ${url}/api/openapi.json`)}`);
  say(style.dim(texts.serviceDemo.stop));
}
