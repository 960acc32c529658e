import type { RegionName } from '../config/settings.ts';
import { systemClock } from '../model/clock.ts';
import { silentLogger } from '../model/logger.ts';
import { readObject, readText } from '../util/json.ts';

export interface LookAroundOptions {
  readonly region: RegionName;
  readonly baseUrl?: string | undefined;
  readonly appId: string;
  readonly appSecret: string;
  readonly signal: AbortSignal;
}

export interface SeenBase {
  readonly appToken: string;
  readonly name: string;
  readonly tables: readonly { readonly id: string; readonly name: string }[];
}

/** What an app can see of a tenant, asked while a configuration is being written. */
export interface LookAround {
  /** @throws LarkstreamError when the platform does not take the credentials. */
  authenticate(): Promise<void>;
  /** A Base by its link or token. @throws LarkstreamError */
  base(reference: string): Promise<SeenBase>;
  /** The name of an approval definition. @throws LarkstreamError */
  approvalName(code: string): Promise<string>;
  close(): Promise<void>;
}

export async function openLookAround(options: LookAroundOptions): Promise<LookAround> {
  const [{ OpenPlatformClient }, { resolveTargets }, { bitableEndpoints }, { approvalEndpoints }] = await Promise.all([
    import('../open-platform/client.ts'),
    import('../feeds/base/targets.ts'),
    import('../open-platform/endpoints/bitable.ts'),
    import('../open-platform/endpoints/approval.ts'),
  ]);
  const { region, baseUrl, appId, appSecret, signal } = options;
  const client = new OpenPlatformClient({
    region,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    credentials: { appId, appSecret },
  });
  const call = { signal, account: 'init' };
  const context = { client, clock: systemClock, logger: silentLogger, signal };

  const tokenOf = async (reference: string): Promise<string> => {
    if (!reference.includes('/')) return reference;
    const tables = [{ url: reference }];
    const { bases, failed } = await resolveTargets({ tables, typedStreams: false, skipUnchanged: false }, context);
    const [wrong] = failed;
    if (wrong !== undefined) throw wrong.error;
    return bases[0]?.appToken ?? reference;
  };

  return {
    authenticate: async () => {
      await client.authenticate();
    },
    base: async (reference) => {
      const appToken = await tokenOf(reference);
      const path = { app_token: appToken };
      const app = await client.call(bitableEndpoints.getApp, { path, ...call });
      const tables: { id: string; name: string }[] = [];
      for await (const { items } of client.pages(bitableEndpoints.listTables, { path, ...call })) {
        for (const item of items)
          tables.push({ id: readText(item, 'table_id') ?? '', name: readText(item, 'name') ?? '' });
      }
      return { appToken, name: readText(readObject(app, 'app'), 'name') ?? appToken, tables };
    },
    approvalName: async (code) => {
      const path = { approval_code: code };
      return readText(await client.call(approvalEndpoints.getDefinition, { path, ...call }), 'approval_name') ?? code;
    },
    close: () => client.close(),
  };
}
