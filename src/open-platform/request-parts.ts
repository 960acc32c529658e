import type { Secret } from '../model/secret.ts';
import type { CallOptions } from './call.ts';
import type { Endpoint } from './endpoint.ts';
import { formBytes, formType } from './form-data.ts';

/** Headers and body of a call, and how much is taken of its answer. */
export interface RequestParts {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly mostBytes?: number;
}

/** What is sent for a call. What is asked for, or deleted, by its path has no body. */
export function requestParts(
  { method }: Endpoint,
  { body = {}, form, part, file }: CallOptions,
  token: Secret | undefined,
): RequestParts {
  const hasBody = method !== 'GET' && method !== 'DELETE';
  return {
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` }),
      ...(part === undefined ? {} : { range: `bytes=${part.from}-${part.to}` }),
      ...(form === undefined ? {} : { 'content-type': formType(form) }),
    },
    ...(hasBody ? { body: form === undefined ? JSON.stringify(body) : formBytes(form) } : {}),
    ...(file === undefined ? {} : { mostBytes: file.mostBytes }),
  };
}
