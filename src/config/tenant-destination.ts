import { ConfigError } from '../model/errors.ts';
import { placeOf } from './destinations/registry.ts';
import type { Config, DestinationSettings } from './settings.ts';

const placeholder = '{tenant_key}';

/** The destination with the tenant's key in the place of `{tenant_key}`. */
export function tenantDestination({ source, destination }: Config): DestinationSettings {
  const { credentials } = source;
  const key = credentials.auth_type === 'store_app' ? credentials.tenant_key : undefined;
  if (key === undefined && !namesTenant(destination)) return destination;
  if (key === undefined) {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: `destination: ${placeholder} has no meaning for a custom app, which has one tenant`,
        zh: `destination：企业自建应用只有一个企业，${placeholder} 没有意义`,
      },
      cure: { en: 'Write a name of your own in its place.', zh: '请改写成自定的名称。' },
    });
  }
  return placeOf(destination).forTenant(filling(key));
}

/** The place that a destination has for this tenant alone; undefined where it has one for several. */
export function ownDestination(destination: DestinationSettings, tenantKey: string): DestinationSettings | undefined {
  const place = placeOf(destination);
  return place.tenantSetting.value.includes(placeholder) ? place.forTenant(filling(tenantKey)) : undefined;
}

const filling =
  (key: string) =>
  (text: string): string =>
    text.replaceAll(placeholder, key.replaceAll(/[^A-Za-z0-9_-]/g, '_'));

/** The same for commands that look at a destination; for all tenants of a store app it stays as it is written. */
export function shownDestination(config: Config): DestinationSettings {
  const { credentials } = config.source;
  const isForAllTenants = credentials.auth_type === 'store_app' && credentials.tenant_key === undefined;
  return isForAllTenants ? config.destination : tenantDestination(config);
}

/** Tables of several tenants have the same names: each tenant needs a place of its own. */
export function assertOneForEachTenant({ destination }: Config): void {
  const { name: setting, value } = placeOf(destination).tenantSetting;
  if (value.includes(placeholder)) return;
  throw new ConfigError({
    code: 'config.setting.invalid',
    message: { en: `${setting} is the same for every tenant of the app`, zh: `${setting} 对该应用的每个企业都相同` },
    cure: {
      en: `Put ${placeholder} into it, as in \`lark_${placeholder}\`, or name one tenant in credentials.tenant_key.`,
      zh: `请在其中加入 ${placeholder}，例如 \`lark_${placeholder}\`，或在 credentials.tenant_key 指定一个企业。`,
    },
  });
}

function namesTenant(destination: DestinationSettings): boolean {
  return Object.values(destination).some((value) => typeof value === 'string' && value.includes(placeholder));
}
