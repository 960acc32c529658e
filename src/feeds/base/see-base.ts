import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { readObject, readText } from '../../util/json.ts';
import type { Choice } from '../choose-from.ts';
import type { FeedContext } from '../feed-context.ts';
import { questionsFeed } from '../questions.ts';
import { resolveTargets } from './targets.ts';

interface Linked {
  readonly appToken: string;
  /** What the link names besides the Base. */
  readonly tableId?: string | undefined;
  readonly viewId?: string | undefined;
}

/** A Base as a person knows it: its name and those of its tables. */
export interface SeenBase extends Linked {
  readonly name: string;
  readonly tables: readonly Choice[];
}

/** A Base by its link or token. @throws LarkstreamError */
export async function seeBase(reference: string, context: FeedContext): Promise<SeenBase> {
  const { client, signal } = context;
  const linked = await resolve(reference, context);
  const { appToken } = linked;
  const call = { path: { app_token: appToken }, signal, feed: questionsFeed };
  const app = await client.call(bitableEndpoints.getApp, call);
  const tables: Choice[] = [];
  for await (const { items } of client.pages(bitableEndpoints.listTables, call)) {
    for (const item of items) {
      tables.push({ id: readText(item, 'table_id') ?? '', name: readText(item, 'name') ?? '' });
    }
  }
  return { ...linked, name: readText(readObject(app, 'app'), 'name') ?? appToken, tables };
}

async function resolve(reference: string, context: FeedContext): Promise<Linked> {
  if (!reference.includes('/')) return { appToken: reference };
  const tables = [{ url: reference }];
  const { bases, failed } = await resolveTargets({ tables, typedStreams: false, skipUnchanged: false }, context);
  const [wrong] = failed;
  if (wrong !== undefined) throw wrong.error;
  const [base] = bases;
  const [tableId, viewId] = [...(base?.tables ?? [])][0] ?? [];
  return { appToken: base?.appToken ?? reference, tableId, viewId };
}
