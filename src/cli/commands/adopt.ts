import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { withStopSignals } from '../stop-signals.ts';
import type { StoreFlags } from './serve.ts';

/** `larkstream adopt`: the inbox of the command line into the store of a service. */
export async function adopt(file: string, store: StoreFlags, context: Context): Promise<number> {
  const { texts, say, emit, note, hide, terminal } = context;
  const { adoptInbox } = await import('../../operations/serve/adopt-inbox.ts');
  const { environment } = terminal;
  const onProgress = (read: number, of: number): void => note(texts.service.adopting({ read, of }));
  const copied = await withStopSignals((signal) =>
    adoptInbox({ ...store, environment, file, signal, onProgress, hide }),
  );
  const { events, ...others } = copied;
  emit({ event: 'adopted', file, read: events.read, added: events.added, ...others });
  say(texts.service.adopted({ read: events.read, added: events.added }));
  return exitCodes.done;
}
