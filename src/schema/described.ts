import type { z } from 'zod';

interface Meta {
  readonly title: string;
  readonly description?: string;
  readonly [form: string]: unknown;
}

/** What the meta of a setting says, in Chinese: just what it says in English. */
type InChinese<T extends Meta> = { readonly [key in keyof T & ('title' | 'description')]: string };

/** The meta of a setting in both languages. Specifications show one of them: see `connector-spec.ts`. */
export function described<const T extends Meta>(meta: T, zh: InChinese<T>): z.GlobalMeta {
  return { ...meta, zh };
}
