import type { Source } from '../model/source.ts';
import { toCatalogStream } from './catalog.ts';
import type { MessageWriter } from './message-writer.ts';
import { catalogMessage } from './messages.ts';

/** Shows every stream of the configured modules. @throws why streams could not be listed. */
export async function discoverSource(source: Source, writer: MessageWriter): Promise<void> {
  const { streams, unlisted } = await source.discover();
  const [first] = unlisted;
  // Half a list would look like deleted tables.
  if (first !== undefined) throw first.error;
  writer.send(catalogMessage(streams.map(toCatalogStream)));
  await writer.flush();
}
