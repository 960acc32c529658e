import { moduleNames } from '../../config/modules.ts';
import { renderTemplate } from '../../config/template.ts';
import type { Language } from '../../model/message.ts';
import type { SandboxInfo } from './sandbox-info.ts';

/** A complete configuration for a running sandbox. Its secret is as simulated as everything else there. */
export function renderSandboxConfig(info: SandboxInfo, path: string, language: Language): string {
  return renderTemplate({
    language,
    region: info.region,
    baseUrl: info.url,
    appId: info.appId,
    appSecret: info.appSecret,
    modules: moduleNames,
    settings: {
      approval: { approval_codes: info.approvalCodes },
      base: { tables: info.appTokens.map((token) => ({ app_token: token })) },
    },
    startDate: info.startDate,
    ...(info.rateLimitScale === 1 ? {} : { rateLimitScale: info.rateLimitScale }),
    ...(info.webhook === undefined ? {} : { webhook: info.webhook }),
    path,
  });
}

/** The same for the Airbyte sources: settings as the platform hands them over, in JSON. */
export function renderSandboxSource(info: SandboxInfo): string {
  const start = { start_date: info.startDate };
  const settings = {
    base_url: info.url,
    rate_limit_scale: info.rateLimitScale,
    credentials: { auth_type: 'custom_app', app_id: info.appId, app_secret: info.appSecret },
    modules: {
      approval: { approval_codes: info.approvalCodes, ...start },
      base: { tables: info.appTokens.map((token) => ({ app_token: token })), typed_streams: true },
      attendance: start,
      contact: {},
    },
  };
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}
