import type { SandboxApp, SandboxOptions } from '../options.ts';
import { SandboxUseError } from '../use-error.ts';

export interface App {
  readonly appId: string;
  appSecret: string;
  scopes: ReadonlySet<string>;
}

/** The tenant's custom apps; scopes and secrets may change while the sandbox runs. */
export class Apps {
  readonly #apps = new Map<string, App>();

  constructor(options: SandboxOptions) {
    const own: SandboxApp = { appId: options.appId, appSecret: options.appSecret };
    for (const app of [own, ...options.extraApps]) {
      const scopes = new Set(app.grantedScopes ?? options.grantedScopes);
      this.#apps.set(app.appId, { appId: app.appId, appSecret: app.appSecret, scopes });
    }
    for (const elsewhere of options.otherRegionAppIds) this.#apps.delete(elsewhere);
  }

  find(appId: string): App | undefined {
    return this.#apps.get(appId);
  }

  require(appId: string): App {
    const app = this.#apps.get(appId);
    if (!app) throw new SandboxUseError(`No app ${appId}: name it in the options (appId, extraApps)`);
    return app;
  }
}
