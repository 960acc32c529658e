import { createSandbox } from '../../app/create-sandbox.ts';
import { isListenTrouble, listenError } from '../../events/listen.ts';
import type { ResolvedSandboxOptions, SandboxOptions } from '../../sandbox/sandbox-options.ts';
import type { SandboxInfo, SandboxRequest } from './sandbox-info.ts';

/** `close()` is due; `facts` are what a configuration for this tenant needs. */
export interface RunningSandbox {
  readonly info: SandboxInfo;
  close(): Promise<void>;
}

const dayMs = 86_400_000;

function toSettings(request: SandboxRequest): SandboxOptions {
  const { records, webhookUrl, changesPerSecond: _, ...others } = request;
  const events =
    webhookUrl === undefined
      ? ({ mode: 'long_connection' } as const)
      : ({ mode: 'webhook', url: webhookUrl, encryptKey: 'sandbox-encrypt-key' } as const);
  const rest = { ...others, events };
  if (records === undefined) return rest;
  return {
    ...rest,
    bases: [
      { tables: 2, records },
      { tables: 1, records },
    ],
  };
}

function toScale(limits: ResolvedSandboxOptions['limits']): number {
  if (limits === 'documented') return 1;
  return limits === 'off' ? 0 : limits;
}

/** Starts a sandbox in this thread. @throws ConfigError `events.listen.failed` */
export async function startLocalSandbox(request: SandboxRequest): Promise<RunningSandbox> {
  const sandbox = await createSandbox(toSettings(request), request.changesPerSecond).catch((thrown: unknown) => {
    throw isListenTrouble(thrown)
      ? listenError(thrown, { host: '127.0.0.1', port: request.port ?? 0 }, '--port')
      : thrown;
  });
  const { options, tenant } = sandbox;
  const { webhookUrl } = request;
  return {
    info: {
      url: sandbox.url,
      region: options.region,
      appId: options.appId,
      appSecret: options.appSecret,
      tenantName: options.tenantName,
      people: options.users,
      approvalCodes: tenant.approvals.approvalCodes,
      appTokens: tenant.tables.appTokens,
      records: options.bases.reduce((sum, { tables, records }) => sum + tables * records, 0),
      rateLimitScale: toScale(options.limits),
      startDate: new Date(options.startedAtMs - options.approvals.days * dayMs).toISOString().slice(0, 10),
      ...(webhookUrl === undefined
        ? {}
        : {
            webhook: {
              url: webhookUrl,
              verificationToken: options.events.verificationToken,
              encryptKey: options.events.encryptKey ?? '',
            },
          }),
    },
    close: () => sandbox.close(),
  };
}
