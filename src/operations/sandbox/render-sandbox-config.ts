import { moduleNames } from '../../config/modules.ts';
import { renderTemplate } from '../../config/template.ts';
import type { Language } from '../../model/message.ts';
import type { SandboxFacts } from './sandbox-facts.ts';

/** A complete configuration for a running sandbox. Its secret is as simulated as everything else there. */
export function renderSandboxConfig(facts: SandboxFacts, path: string, language: Language): string {
  return renderTemplate({
    language,
    region: facts.region,
    baseUrl: facts.url,
    appId: facts.appId,
    appSecret: facts.appSecret,
    modules: moduleNames,
    approvalCodes: facts.approvalCodes,
    baseTokens: facts.appTokens,
    startDate: facts.startDate,
    ...(facts.rateLimitScale === 1 ? {} : { rateLimitScale: facts.rateLimitScale }),
    ...(facts.webhook === undefined ? {} : { webhook: facts.webhook }),
    path,
  });
}

/** The same for the Airbyte sources: settings as the platform hands them over, in JSON. */
export function renderSandboxSource(facts: SandboxFacts): string {
  const start = { start_date: facts.startDate };
  const settings = {
    base_url: facts.url,
    rate_limit_scale: facts.rateLimitScale,
    credentials: { auth_type: 'custom_app', app_id: facts.appId, app_secret: facts.appSecret },
    modules: {
      approval: { approval_codes: facts.approvalCodes, ...start },
      base: { tables: facts.appTokens.map((token) => ({ app_token: token })), typed_streams: true },
      attendance: start,
      contact: {},
    },
  };
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}
