import type { z } from 'zod';
import type { DestinationSettings } from '../settings.ts';

/** What is asked of the settings of a destination, whatever its kind. */
export interface DestinationPlace {
  /** For people to read: never with a password. */
  readonly name: string;
  /** The setting that must differ from tenant to tenant, for tables of several tenants have the same names. */
  readonly tenantSetting: { readonly name: 'destination.path' | 'destination.schema'; readonly value: string };
  /** The settings with `fill` done to every text that may name a tenant. */
  forTenant(fill: (text: string) => string): DestinationSettings;
  /** The settings with paths that count from `folder`. */
  from(folder: string): DestinationSettings;
}

/** The settings of one kind: the member of the union that `type` selects. */
export type KindSchema<Settings> = z.ZodType<Settings> & z.core.$ZodTypeDiscriminable;
