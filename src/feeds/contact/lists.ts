import type { Change } from '../../model/change.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Row, Stream } from '../../model/stream.ts';
import { type Endpoint, endpointLabel } from '../../open-platform/endpoint.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import type { JsonObject } from '../../util/json.ts';
import type { FeedRead } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import type { Problems } from '../problems.ts';
import { toCustomAttrRow, toEmployeeTypeRow } from './rows.ts';
import { customAttrsStream, employeeTypesStream } from './streams.ts';

/** A list that explains codes. */
interface List {
  readonly stream: Stream;
  readonly endpoint: Endpoint;
  readonly toRow: (item: JsonObject, problems: Problems) => Row;
}

/** What is a plain list in Contact: read in full in each run. */
export const lists: readonly List[] = [
  { stream: employeeTypesStream, endpoint: contactEndpoints.listEmployeeTypes, toRow: toEmployeeTypeRow },
  { stream: customAttrsStream, endpoint: contactEndpoints.listCustomAttrs, toRow: toCustomAttrRow },
];

/** The short lists that explain codes in people's records; a page or two each. */
export async function* readLists({ client, signal, streams, problems }: FeedRead): AsyncGenerator<Change, void, void> {
  for (const { stream, endpoint, toRow } of lists) {
    if (!streams.has(stream.name)) continue;
    try {
      for await (const { items, unreadable } of client.pages(endpoint, { signal, feed: 'contact' })) {
        const all = items.map((item) => toRow(item, problems));
        const rows = all.filter((row) => stream.primaryKey.every((name) => row[name] !== null));
        problems.unreadable(stream.name, unreadable + all.length - rows.length, endpointLabel(endpoint));
        if (rows.length > 0) yield { kind: 'rows', stream: stream.name, rows };
      }
      yield { kind: 'scanned', stream: stream.name, scope: {} };
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (isFatal(error)) throw error;
      yield { kind: 'incomplete', streams: [stream.name], error };
    }
  }
}
