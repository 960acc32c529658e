import { z } from 'zod';
import { Secret } from '../model/secret.ts';
import { isPostgresUrl } from '../util/is-postgres-url.ts';
import { flawOf } from './clean-text.ts';
import { flawOfPostgresAddress, notAnAddress } from './postgres-address.ts';
import { notEmpty } from './rules.ts';

/** A text of at least one character; what it may hold is for the setting to say. */
export const text: z.ZodString = z.string().min(1, notEmpty);

/** A credential or an id as the platform gives it out. */
export const platformText: z.ZodString = text.superRefine((value, context) => {
  const flaw = flawOf(value);
  if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw });
});

/** A setting that is secret. */
type SecretText<S extends z.ZodType<string>> = z.ZodPipe<S, z.ZodTransform<Secret, string>>;

const toSecret = (value: string): Secret => new Secret(value);

/** `platformText` for a credential that must stay secret. */
export const secretText: SecretText<z.ZodString> = platformText.transform(toSecret);

/** It may hold a password. */
export const postgresAddress: SecretText<z.ZodURL> = z
  .url({ protocol: /^postgres(ql)?$/, error: ({ input }) => flawOfPostgresAddress(String(input)) ?? notAnAddress })
  .superRefine((value, context) => {
    // A text that is no address at all is reported by `z.url`.
    const isAddress = isPostgresUrl(value) && URL.canParse(value);
    const flaw = isAddress ? flawOfPostgresAddress(value) : undefined;
    if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw });
  })
  .transform(toSecret);
