import type { ReceivedEvent } from '../../model/event.ts';
import { closeAll } from '../../util/close-all.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { connectionLine } from '../print/connection-line.ts';
import { tellDeadLetter, tellRefused } from '../print/format-refusals.ts';
import { untilStopped } from '../stop-signals.ts';
import { isOpen } from './follow-live.ts';

/** Receives until a signal comes. */
export async function listen(files: readonly string[], context: Context): Promise<number> {
  const { texts, style, say, emit } = context;
  const configs = await Promise.all(
    (files.length === 0 ? [undefined] : files).map((file) => loadConfig(file, context)),
  );
  const printer = new EventPrinter(context);
  const { openEventServices } = await import('../../operations/open-event-services.ts');
  const services = await openEventServices(configs, {
    clients: await context.clients(),
    logger: context.loggerTo((line) => context.terminal.error(`${line}\n`)),
    onStored: (events) => {
      for (const event of events) printer.print(event);
    },
    onRefused: (refused) => {
      for (const line of tellRefused(refused, context)) say(line);
    },
    onChange: (status) => {
      emit({ event: 'connection', ...status });
      say(`${style.dim(status.appId)} ${connectionLine(status, context, Date.now())}`);
    },
  });
  try {
    // Before it is announced: who reads that it is ready may stop it at once.
    const stopped = untilStopped();
    for (const { receiver, pages } of services) {
      const { url, status } = receiver;
      emit({
        event: 'ready',
        appId: status.appId,
        mode: status.mode,
        webhook: url ?? null,
        status: pages?.url ?? null,
      });
      say(style.bold(texts.live.receiving(url ?? texts.live.modes[status.mode])));
      if (pages !== undefined) say(style.dim(texts.live.statusAt(pages.url)));
    }
    if (configs.some(isOpen)) say(style.yellow(texts.live.noEncryptKey));
    say(style.dim(texts.live.listening));
    await stopped;
  } finally {
    await closeAll(...services.map((service) => () => service.close()));
  }
  return exitCodes.done;
}

/** What a slow reader of the output may leave untaken; it would gather in memory. */
const maxBacklog = 8 * 1024 * 1024;

/** Prints events as they come. Those that the reader is too slow for are counted: they are kept in the store all the same. */
class EventPrinter {
  readonly #context: Context;
  #skipped = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  print(event: ReceivedEvent): void {
    const { terminal, texts, style, say, emit } = this.#context;
    if ((terminal.backlog?.() ?? 0) > maxBacklog) {
      this.#skipped++;
      return;
    }
    if (this.#skipped > 0) {
      emit({ event: 'skipped', count: this.#skipped });
      say(style.yellow(texts.live.skipped(this.#skipped)));
      this.#skipped = 0;
    }
    print(event, this.#context);
  }
}

function print({ effect: _, ...event }: ReceivedEvent, context: Context): void {
  const { style, say, emit } = context;
  if (event.error !== undefined) {
    say(tellDeadLetter(event, context));
    return;
  }
  emit({ event: 'received', ...event });
  const time = new Date(event.receivedAt).toISOString().slice(11, 19);
  say(`${style.dim(time)} ${style.cyan(event.type)} ${style.dim(`${event.id} ${event.tenantKey}`)}`);
}
