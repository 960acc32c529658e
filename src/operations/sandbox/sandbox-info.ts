import { isObject, type JsonValue, readNumber, readText, readTexts } from '../../util/json.ts';

/** What a sandbox is asked for; everything else keeps its default. */
export interface SandboxRequest {
  readonly port?: number;
  readonly seed?: number;
  readonly region?: 'feishu' | 'lark';
  readonly limits?: 'documented' | 'off' | number;
  readonly users?: number;
  readonly departments?: number;
  /** Records in each table of each Base. */
  readonly records?: number;
  /** Where events are pushed to; over the long connection when absent. */
  readonly webhookUrl?: string;
  /** So much happens in the tenant by itself. */
  readonly changesPerSecond?: number;
  readonly approvals?: { readonly definitions: number; readonly instancesPerDay: number; readonly days: number };
}

/** What it takes to sync from a running sandbox. Its secrets are made up, protect nothing and are shown: hence plain texts. */
export interface SandboxInfo {
  readonly url: string;
  readonly region: 'feishu' | 'lark';
  readonly appId: string;
  readonly appSecret: string;
  readonly tenantName: string;
  readonly people: number;
  readonly approvalCodes: readonly string[];
  readonly appTokens: readonly string[];
  readonly records: number;
  /** `YYYY-MM-DD`: the simulated history goes back to this day. */
  readonly startDate: string;
  /** Pacing that fits its limits: 1 for the documented ones, 0 for none. */
  readonly rateLimitScale: number;
  /** Undefined when events come over the long connection. */
  readonly webhook?: SandboxWebhook;
}

interface SandboxWebhook {
  readonly url: string;
  readonly verificationToken: string;
  readonly encryptKey: string;
}

/** The information as another thread sent it. */
export function readSandboxInfo(message: JsonValue): SandboxInfo | undefined {
  if (!isObject(message)) return undefined;
  const [url, appId, appSecret] = [
    readText(message, 'url'),
    readText(message, 'appId'),
    readText(message, 'appSecret'),
  ];
  if (url === null || appId === null || appSecret === null) return undefined;
  return {
    url,
    appId,
    appSecret,
    region: readText(message, 'region') === 'lark' ? 'lark' : 'feishu',
    tenantName: readText(message, 'tenantName') ?? '',
    people: readNumber(message, 'people') ?? 0,
    approvalCodes: readTexts(message, 'approvalCodes'),
    appTokens: readTexts(message, 'appTokens'),
    records: readNumber(message, 'records') ?? 0,
    startDate: readText(message, 'startDate') ?? '',
    rateLimitScale: readNumber(message, 'rateLimitScale') ?? 1,
  };
}
