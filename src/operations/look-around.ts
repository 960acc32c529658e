import { createClient } from '../app/create-client.ts';
import type { RegionName } from '../config/settings.ts';
import { toCallObserver } from '../feeds/call-observer.ts';
import { systemClock } from '../model/clock.ts';
import { silentLogger } from '../model/logger.ts';
import type { Secret } from '../model/secret.ts';
import type { CallOptions } from '../open-platform/call.ts';
import type { ClientPool } from '../open-platform/client-pool.ts';
import type { contactEndpoints } from '../open-platform/endpoints/contact.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import type { RetryNotice } from '../open-platform/retry-notices.ts';
import { inBatches } from '../util/in-batches.ts';
import { readObject, readObjects, readText, readTexts } from '../util/json.ts';

interface LookAroundOptions {
  readonly region: RegionName;
  readonly baseUrl?: string | undefined;
  readonly appId: string;
  readonly appSecret: Secret;
  readonly signal: AbortSignal;
  readonly clients?: ClientPool | undefined;
  readonly onRetry: (notice: RetryNotice) => void;
}

interface Seen {
  readonly id: string;
  readonly name: string;
}

/** A Base that the app can read, with its tables. */
export interface SeenBase {
  readonly appToken: string;
  readonly name: string;
  readonly tables: readonly Seen[];
  /** What the link names besides the Base. */
  readonly tableId?: string | undefined;
  readonly viewId?: string | undefined;
}

/** What an app can see of a tenant, asked while a configuration is being written. */
export interface LookAround {
  /** @throws LarkstreamError when the platform does not take the credentials. */
  authenticate(): Promise<void>;
  /** A Base by its link or token. @throws LarkstreamError */
  base(reference: string): Promise<SeenBase>;
  /** The name of an approval definition. @throws LarkstreamError */
  approvalName(code: string): Promise<string>;
  /** The departments that the app was granted; of the whole company, those of the first level. @throws LarkstreamError */
  departments(): Promise<readonly Seen[]>;
  close(): Promise<void>;
}

/**
 * Prepares the calls; nothing is called yet. They are repeated for 20 seconds at most, because a person waits for the answer.
 * `close()` is due.
 */
export async function openLookAround(options: LookAroundOptions): Promise<LookAround> {
  const [{ resolveTargets }, { bitableEndpoints }, { approvalEndpoints }, contact] = await Promise.all([
    import('../feeds/base/targets.ts'),
    import('../open-platform/endpoints/bitable.ts'),
    import('../open-platform/endpoints/approval.ts'),
    import('../open-platform/endpoints/contact.ts'),
  ]);
  const { region, baseUrl, appId, appSecret, signal, onRetry } = options;
  const credentials = { auth_type: 'custom_app', app_id: appId, app_secret: appSecret } as const;
  const { client, close } = await createClient(
    { region, ...(baseUrl === undefined ? {} : { base_url: baseUrl }), credentials, rate_limit_scale: 1 },
    // Somebody sits and waits for the answer.
    { clients: options.clients, retryBudgetMs: 20_000, observer: toCallObserver({ onRetry }, systemClock) },
  );
  const call = { signal, feed: 'init' };
  const context = { client, clock: systemClock, logger: silentLogger, signal };

  const targetOf = async (reference: string): Promise<Pick<SeenBase, 'appToken' | 'tableId' | 'viewId'>> => {
    if (!reference.includes('/')) return { appToken: reference };
    const tables = [{ url: reference }];
    const { bases, failed } = await resolveTargets({ tables, typedStreams: false, skipUnchanged: false }, context);
    const [wrong] = failed;
    if (wrong !== undefined) throw wrong.error;
    const [base] = bases;
    const [tableId, viewId] = [...(base?.tables ?? [])][0] ?? [];
    return { appToken: base?.appToken ?? reference, tableId, viewId };
  };

  return {
    authenticate: async () => {
      await client.authenticate(signal);
    },
    base: async (reference) => {
      const target = await targetOf(reference);
      const { appToken } = target;
      const path = { app_token: appToken };
      const app = await client.call(bitableEndpoints.getApp, { path, ...call });
      const tables: Seen[] = [];
      for await (const { items } of client.pages(bitableEndpoints.listTables, { path, ...call })) {
        for (const item of items)
          tables.push({ id: readText(item, 'table_id') ?? '', name: readText(item, 'name') ?? '' });
      }
      return { ...target, name: readText(readObject(app, 'app'), 'name') ?? appToken, tables };
    },
    approvalName: async (code) => {
      const path = { approval_code: code };
      return readText(await client.call(approvalEndpoints.getDefinition, { path, ...call }), 'approval_name') ?? code;
    },
    departments: () => grantedDepartments(client, contact.contactEndpoints, call),
    close,
  };
}

/** Those of the visible range of the app, with their names. */
async function grantedDepartments(
  client: OpenPlatformClient,
  endpoints: Pick<typeof contactEndpoints, 'listScopes' | 'batchGetDepartments'>,
  call: CallOptions,
): Promise<Seen[]> {
  const query = { department_id_type: 'open_department_id' };
  const ids = new Set<string>();
  for await (const { data } of client.pages(endpoints.listScopes, { query, ...call })) {
    for (const id of readTexts(data, 'department_ids')) ids.add(id);
  }
  const seen: Seen[] = [];
  for (const batch of inBatches([...ids], 50)) {
    const found = await client.call(endpoints.batchGetDepartments, {
      query: { ...query, department_ids: batch },
      ...call,
    });
    for (const item of readObjects(found, 'items')) {
      seen.push({ id: readText(item, 'open_department_id') ?? '', name: readText(item, 'name') ?? '' });
    }
  }
  return seen.filter(({ id }) => id !== '');
}
