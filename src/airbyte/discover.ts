import type { Source } from '../model/source.ts';
import { toCatalogStream } from './catalog.ts';
import type { MessageWriter } from './message-writer.ts';
import { catalogMessage } from './messages.ts';

/** Shows every stream of the configured modules. @throws what the source throws, when streams depend on the tenant. */
export async function discoverSource(source: Source, writer: MessageWriter): Promise<void> {
  const streams = await source.discover();
  writer.send(catalogMessage(streams.map(toCatalogStream)));
  await writer.flush();
}
