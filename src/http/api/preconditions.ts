import { ConfigError } from '../../model/errors.ts';
import { invalidField } from './read-input.ts';
import type { RouteKind } from './route.ts';

const tag = /^(?:W\/)?"(\d{1,9})"$/;
const keyForm = /^[\x21-\x7e]{1,255}$/;

/** The version of a thing as a validator. Weak: the answer's bytes may differ where the thing does not. */
export function etagOf(version: number): string {
  return `W/"${version}"`;
}

/**
 * The version that If-Match names, where the kind of the route asks for one; else 0.
 * @throws ConfigError `api.version.needed`, `api.input.invalid`
 */
export function versionOf(kind: RouteKind, header: string | undefined): number {
  if (kind !== 'change' && kind !== 'delete') return 0;
  if (header === undefined) {
    throw new ConfigError({
      code: 'api.version.needed',
      message: { en: 'The request has no If-Match header', zh: '请求没有 If-Match 头' },
    });
  }
  const version = tag.exec(header.trim())?.[1];
  if (version === undefined)
    throw invalidField('header', 'If-Match', { en: 'must be an ETag such as W/"3"', zh: '必须是 ETag，例如 W/"3"' });
  return Number(version);
}

/** The Idempotency-Key of a creation, and where it is optional; undefined of everything else. @throws ConfigError `api.key.needed`, `api.input.invalid` */
export function idempotencyKeyOf(
  { kind, optionalKey }: { readonly kind: RouteKind; readonly optionalKey?: unknown },
  header: string | undefined,
): string | undefined {
  if (kind !== 'create' && (optionalKey === undefined || header === undefined)) return undefined;
  if (header === undefined) {
    throw new ConfigError({
      code: 'api.key.needed',
      message: { en: 'The request has no Idempotency-Key header', zh: '请求没有 Idempotency-Key 头' },
    });
  }
  if (keyForm.test(header)) return header;
  throw invalidField('header', 'Idempotency-Key', {
    en: 'must be 1 to 255 visible characters',
    zh: '必须是 1 到 255 个可见字符',
  });
}
