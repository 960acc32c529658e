import { placeOf } from '../../config/destinations/registry.ts';
import { moduleTitle } from '../../config/modules.ts';
import { shownDestination } from '../../config/tenant-destination.ts';
import { listOf } from '../../model/message.ts';
import type { PreparedReset } from '../../operations/open-reset.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { isConfirmed } from '../is-confirmed.ts';
import { tellRetry } from '../print/tell-retry.ts';

interface ResetFlags {
  readonly yes?: boolean;
}

/** `larkstream reset`, after a person has agreed. */
export async function reset(
  target: { readonly stream: string; readonly file: string | undefined },
  flags: ResetFlags,
  context: Context,
): Promise<number> {
  const config = await loadConfig(target.file, context, { credentials: 'when-used' });
  const { openReset } = await import('../../operations/open-reset.ts');
  const prepared = await openReset(config, [target.stream], {
    clients: await context.clients(),
    observer: { onRetry: (notice) => tellRetry(notice, context) },
  });
  try {
    return await confirmAndApply(prepared, { flags, path: placeOf(shownDestination(config)).name }, context);
  } finally {
    await prepared.close();
  }
}

async function confirmAndApply(
  prepared: PreparedReset,
  { flags, path }: { readonly flags: ResetFlags; readonly path: string },
  context: Context,
): Promise<number> {
  const names = listOf(
    prepared.streams.map(({ name }) => name),
    context.texts.language,
  );
  const { texts } = context;
  if (!(await isConfirmed(texts.reset.confirm(names, path), flags.yes ?? false, context))) {
    context.say(texts.reset.cancelled);
    return exitCodes.done;
  }
  await prepared.apply();
  context.emit({ event: 'reset', streams: prepared.streams.map(({ name }) => name) });
  context.say(texts.reset.done(names));
  for (const module of new Set(prepared.streams.map((stream) => stream.module))) {
    context.say(context.style.dim(texts.reset.sharedWalk(moduleTitle(module, texts.language))));
  }
  return exitCodes.done;
}
