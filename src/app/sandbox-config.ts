import { renderTemplate } from '../config/template.ts';
import { moduleNames } from '../model/stream.ts';
import type { SandboxFacts } from './sandbox-facts.ts';

/** A complete configuration for a running sandbox. Its secret is as simulated as everything else there. */
export function renderSandboxConfig(facts: SandboxFacts, path: string): string {
  return renderTemplate({
    region: facts.region,
    baseUrl: facts.url,
    appId: facts.appId,
    appSecret: facts.appSecret,
    modules: moduleNames,
    approvalCodes: facts.approvalCodes,
    baseTokens: facts.appTokens,
    startDate: facts.startDate,
    ...(facts.rateLimitScale === 1 ? {} : { rateLimitScale: facts.rateLimitScale }),
    path,
  });
}
