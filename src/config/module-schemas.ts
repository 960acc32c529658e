import { z } from 'zod';
import { approvalSchema } from './approval-schema.ts';
import { attendanceSchema } from './attendance-schema.ts';
import { baseSchema } from './base-schema.ts';
import { contactSchema } from './contact-schema.ts';
import { rule } from './rules.ts';
import type { ModuleSettings } from './settings.ts';

/** What to replicate: a module is on when its object is present. */
export const modulesSchema: z.ZodType<ModuleSettings> = z
  .strictObject({
    approval: approvalSchema.exactOptional(),
    base: baseSchema.exactOptional(),
    attendance: attendanceSchema.exactOptional(),
    contact: contactSchema.exactOptional(),
  })
  .refine((modules) => Object.keys(modules).length > 0, {
    error: rule({
      en: 'must switch on at least one of approval, base, attendance, contact',
      zh: '至少要启用 approval、base、attendance、contact 之一',
    }),
  });
