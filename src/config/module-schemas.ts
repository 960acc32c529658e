import { z } from 'zod';
import { modules } from '../feeds/registry.ts';
import { rule } from '../schema/rules.ts';
import type { ModuleSettings } from './settings.ts';

const names = modules.map(({ name }) => name);

/** What to replicate: a module is on when its object is present. */
export const modulesSchema: z.ZodType<ModuleSettings> = z
  .strictObject(Object.fromEntries(modules.map(({ name, settings }) => [name, settings.exactOptional()])))
  .refine((given) => Object.keys(given).length > 0, {
    error: rule({
      en: `must switch on at least one of ${names.join(', ')}`,
      zh: `至少要启用 ${names.join('、')} 之一`,
    }),
  });
