import type { SeenPart, SeenThing } from '../../model/service/look.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { cleanText } from '../../schema/clean-text.ts';
import { readNumber } from '../../util/json.ts';
import type { FeedContext } from '../feed-context.ts';
import { questionsFeed } from '../questions.ts';
import { seeBase } from './see-base.ts';

/** Counting costs a call a table: of a Base with very many, only the first are counted. */
const mostCounted = 50;

/** A Base by its link or token, with how many records its tables hold. @throws LarkstreamError */
export async function seeBaseForForm(reference: string, context: FeedContext): Promise<SeenThing> {
  const { appToken, name, tables, tableId, viewId } = await seeBase(cleanText(reference), context);
  const parts = await Promise.all(
    tables.map(
      async ({ id, name: title }, at): Promise<SeenPart> => ({
        id,
        name: title,
        records: at < mostCounted ? await countRecords(appToken, id, context) : undefined,
      }),
    ),
  );
  return { id: appToken, name, parts, partId: tableId, viewId };
}

async function countRecords(
  appToken: string,
  tableId: string,
  { client, signal }: FeedContext,
): Promise<number | undefined> {
  const data = await client.call(bitableEndpoints.searchRecords, {
    path: { app_token: appToken, table_id: tableId },
    query: { page_size: 1 },
    body: {},
    signal,
    feed: questionsFeed,
  });
  return readNumber(data, 'total') ?? undefined;
}
