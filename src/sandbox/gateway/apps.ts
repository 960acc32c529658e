import { type AppEvents, defaultAppEvents } from '../events/event-options.ts';
import type { ResolvedSandboxOptions, SandboxApp } from '../sandbox-options.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';

/** An app as it stands in the developer console. What is not readonly changes while the sandbox runs. */
export interface App {
  readonly appId: string;
  readonly kind: 'custom' | 'store';
  appSecret: string;
  scopes: ReadonlySet<string>;
  events: AppEvents;
  /** Keys of the tenants that have installed it. */
  readonly tenants: Set<string>;
  /** Tickets of an app of the store that are good, the newest last. */
  readonly tickets: string[];
  /** `activate_status` of its bot: 2 for one that the tenant may use; null when it has none. */
  botStatus: number | null;
  /** The scopes that an administrator was asked for and has not granted. */
  appliedFor: readonly string[];
  /** Where people may be sent back to after they have signed in; anywhere when undefined. */
  readonly redirectUrls: readonly string[] | undefined;
}

/** Custom apps of the first tenant, and apps of the store; scopes, secrets and events may change while the sandbox runs. */
export class Apps {
  readonly #apps = new Map<string, App>();
  readonly #elsewhere: ReadonlySet<string>;

  constructor(options: ResolvedSandboxOptions, tenantKey: string) {
    const own: SandboxApp = { appId: options.appId, appSecret: options.appSecret, events: options.events };
    for (const app of [own, ...options.extraApps]) {
      const { kind = 'custom' } = app;
      this.#apps.set(app.appId, {
        appId: app.appId,
        kind,
        appSecret: app.appSecret,
        scopes: new Set(app.grantedScopes ?? options.grantedScopes),
        events: { ...defaultAppEvents, ...app.events },
        tenants: new Set(kind === 'custom' ? [tenantKey] : []),
        tickets: [],
        botStatus: 2,
        appliedFor: [],
        redirectUrls: app.redirectUrls,
      });
    }
    this.#elsewhere = new Set(options.otherRegionAppIds);
    for (const elsewhere of options.otherRegionAppIds) this.#apps.delete(elsewhere);
  }

  all(): readonly App[] {
    return [...this.#apps.values()];
  }

  isElsewhere(appId: string): boolean {
    return this.#elsewhere.has(appId);
  }

  find(appId: string): App | undefined {
    return this.#apps.get(appId);
  }

  require(appId: string): App {
    const app = this.#apps.get(appId);
    if (app === undefined) throw new SandboxUseError(`No app ${appId}: name it in the options (appId, extraApps)`);
    return app;
  }

  /** Sets what is granted, in force at once; nothing is asked for any more. */
  grant(appId: string, scopes: readonly string[]): void {
    const app = this.require(appId);
    app.scopes = new Set(scopes);
    app.appliedFor = [];
  }
}
