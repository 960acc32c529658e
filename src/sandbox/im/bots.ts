import { randomFor } from '../random.ts';
import type { ResolvedSandboxOptions } from '../sandbox-options.ts';

type BotOptions = Pick<ResolvedSandboxOptions, 'seed' | 'appId' | 'extraApps'>;

/** Ids of every app, the tenant's own one first. */
export function appIdsOf({ appId, extraApps }: BotOptions): readonly string[] {
  return [appId, ...extraApps.map((app) => app.appId)];
}

/** The `open_id` of an app's bot: another one for each app. */
export function botOpenId({ seed, appId: own }: BotOptions, appId: string): string {
  const random = appId === own ? randomFor(seed, 'bot') : randomFor(seed, 'bot', appId);
  return `ou_${random.hex(32)}`;
}

/** What people read above a bot's messages: "Sandbox bot", then "Sandbox bot 2" and so on. */
export function botName(options: BotOptions, appId: string): string {
  const at = appIdsOf(options).indexOf(appId);
  return at > 0 ? `Sandbox bot ${at + 1}` : 'Sandbox bot';
}
