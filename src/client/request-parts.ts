import type { Language } from '../model/message.ts';
import { callInvalid } from './api-error.ts';

interface PlaceParts {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** The address without a slash at its end. @throws ApiError `api.call.invalid` */
export function baseOf(url: string, language: Language): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // `fetch` refuses addresses with a password, and would show it.
  const isFine = /^https?:$/.test(parsed?.protocol ?? '') && parsed?.username === '' && parsed.password === '';
  if (parsed !== undefined && isFine) {
    // People copy the address of the API, too.
    return (parsed.origin + parsed.pathname).replace(/\/+$/, '').replace(/\/api(\/v1)?$/, '');
  }
  throw callInvalid(
    {
      en: 'url must be the address of a service, such as https://larkstream.example.com, without a user or password',
      zh: 'url 必须是服务的地址，例如 https://larkstream.example.com，且不含用户名和密码',
    },
    language,
  );
}

/** What would be refused by the platform with the value in its message, and that may be secret. @throws ApiError `api.call.invalid` */
export function assertHeader(name: string, value: string, language: Language): void {
  if (/^[\x21-\x7e]+$/.test(value)) return;
  const message = {
    en: `${name} is empty, or holds what no HTTP header can hold`,
    zh: `${name} 为空，或含有 HTTP 头不能包含的字符`,
  };
  throw callInvalid(message, language);
}

/** Method and path of a name such as `GET /pipelines/{id}`. @throws ApiError `api.call.invalid` */
export function routeOf(name: string, language: Language): readonly [method: string, path: string] {
  const [, method = '', path = ''] = /^([A-Z]+) (\/\S*)$/.exec(name) ?? [];
  if (path !== '') return [method, path];
  const message = {
    en: 'A route is named by method and path, such as GET /pipelines/{id}',
    zh: '路由由方法和路径命名，例如 GET /pipelines/{id}',
  };
  throw callInvalid(message, language);
}

/** The body as JSON; undefined without one. @throws ApiError `api.call.invalid` */
export function bodyOf({ body }: { readonly body?: unknown }, language: Language): string | undefined {
  try {
    return body === undefined ? undefined : JSON.stringify(body);
  } catch {
    const message = { en: 'body cannot be written as JSON', zh: 'body 无法写成 JSON' };
    throw callInvalid(message, language);
  }
}

/** The path with its parameters and the query. @throws ApiError `api.call.invalid` */
export function placeOf(path: string, { params = {}, query = {} }: PlaceParts, language: Language): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const text = String(params[name] ?? '');
    // A step of a path that is empty, or goes back, would lead to another route.
    if (!/^\.{0,2}$/.test(text) && text.isWellFormed()) return encodeURIComponent(text);
    throw callInvalid({ en: `params.${name} is missing or no id`, zh: `params.${name} 缺失或不是 id` }, language);
  });
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const asked = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)]))).toString();
  return asked === '' ? place : `${place}?${asked}`;
}
