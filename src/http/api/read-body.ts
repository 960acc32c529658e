import { ConfigError } from '../../model/errors.ts';
import { plural } from '../../util/plural.ts';

/** How large bodies may be. */
export const usualBytes: number = 1024 * 1024;
/** Of requests of nobody, who could fill the memory with them. */
export const publicBytes: number = 16 * 1024;
const jsonType = /^application\/json\s*(?:;|$)/i;

/** How much of a body is read. */
interface Bounds {
  readonly maxBytes: number;
  /** Told of each piece before it is kept. */
  readonly grow?: (bytes: number) => void;
}

/**
 * The text of a request's body; empty without one. It is read as it comes, for its length may be wrong or, of a body in chunks, not be told.
 * @throws ConfigError `api.too.large`; `api.type.wrong` for what is not declared as JSON
 */
export async function readBody(request: Request, { maxBytes, grow }: Bounds): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the rest.
  for await (const part of request.body ?? []) {
    size += part.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    grow?.(part.length);
    parts.push(part);
  }
  if (size === 0 || jsonType.test(request.headers.get('content-type') ?? '')) return Buffer.concat(parts).toString();
  throw new ConfigError({
    code: 'api.type.wrong',
    message: { en: 'The body is not declared as application/json', zh: '请求正文未声明为 application/json' },
  });
}

function tooLarge(maxBytes: number): ConfigError {
  return new ConfigError({
    code: 'api.too.large',
    message: { en: `The body is larger than ${plural(maxBytes, 'byte')}`, zh: `请求正文超过 ${maxBytes} 字节` },
    details: { maxBytes },
  });
}
