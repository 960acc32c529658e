import { moduleTitle } from '../../config/modules.ts';
import type { Stream } from '../../model/stream.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../print/format-table.ts';
import { tellRetry } from '../print/tell-retry.ts';

/** `larkstream discover`. */
export async function discover(file: string | undefined, context: Context): Promise<number> {
  const config = await loadConfig(file, context);
  context.note(context.texts.discover.listing(config.source.credentials.app_id));
  const { discoverConfigured } = await import('../../operations/discover-configured.ts');
  const found = await discoverConfigured({
    config,
    clients: await context.clients(),
    logger: context.logger,
    observer: { onRetry: (notice) => tellRetry(notice, context) },
  });
  for (const { stream, isWanted, mode } of found) {
    context.emit({ event: 'stream', ...toLine(stream), isWanted, mode });
  }
  const { discover: texts, language } = context.texts;
  const lines = formatTable({
    width: context.columns,
    columns: [
      { title: texts.module },
      { title: texts.stream, keep: true },
      { title: texts.key, keep: true, drop: 1 },
      { title: texts.columns, align: 'right', drop: 2 },
      { title: texts.title, drop: 3 },
    ],
    rows: found.map(({ stream, isWanted }) => [
      moduleTitle(stream.module, language),
      stream.name,
      stream.primaryKey.join(', '),
      String(stream.columns.length),
      isWanted ? stream.title[language] : texts.unwantedStream(stream.title[language]),
    ]),
    styleLine: (line, index) => (index < 0 || found[index]?.isWanted === false ? context.style.dim(line) : line),
  });
  for (const line of lines) context.say(line);
  return exitCodes.done;
}

/** Messages in both languages, as other lines have them. */
function toLine({ title, description, columns, volatileParts: _, ...rest }: Stream) {
  return {
    ...rest,
    title: title.en,
    description: description.en,
    zh: { title: title.zh, description: description.zh },
    columns: columns.map((column) => ({
      ...column,
      description: column.description.en,
      zh: { description: column.description.zh },
    })),
  };
}
