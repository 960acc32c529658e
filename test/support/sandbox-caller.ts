import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, readObject, readText, tryParseJson } from '../../src/util/json.ts';

export interface CallOptions {
  /** Values of the path's `:names`. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: JsonObject;
  /** Sent instead of a body. */
  readonly form?: FormData;
  /** Replaces the whole Authorization header; `null` sends none. */
  readonly authorization?: string | null;
}

export interface CallAnswer {
  readonly http: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; `{}` when it is no JSON object. */
  readonly json: JsonObject;
  readonly code: unknown;
  readonly data: JsonObject;
}

/** Calls a sandbox as a client without any cleverness would. */
export class SandboxCaller {
  readonly #sandbox: Sandbox;
  readonly #credentials: JsonObject;
  #token: string | undefined;

  constructor(sandbox: Sandbox, credentials: { readonly appId: string; readonly appSecret: string } = sandbox.options) {
    this.#sandbox = sandbox;
    this.#credentials = { app_id: credentials.appId, app_secret: credentials.appSecret };
  }

  async call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    template: string,
    options: CallOptions = {},
  ): Promise<CallAnswer> {
    const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(options.params?.[name] ?? ''));
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(options.query ?? {})) {
      for (const one of typeof value === 'string' ? [value] : value) query.append(name, one);
    }
    const authorization = options.authorization === undefined ? `Bearer ${await this.token()}` : options.authorization;
    const response = await fetch(`${this.#sandbox.url}${path}?${query}`, {
      method,
      headers: {
        ...(options.form === undefined ? { 'content-type': 'application/json; charset=utf-8' } : {}),
        ...(authorization === null ? {} : { authorization }),
      },
      ...(method === 'GET' || (method === 'DELETE' && options.body === undefined)
        ? {}
        : { body: options.form ?? JSON.stringify(options.body ?? {}) }),
    });
    const text = await response.text();
    const parsed = tryParseJson(text);
    const json = isObject(parsed) ? parsed : {};
    return {
      http: response.status,
      headers: response.headers,
      text,
      json,
      code: json.code,
      data: readObject(json, 'data'),
    };
  }

  /** All pages of a list, by `has_more` alone. */
  async pages(
    template: string,
    key: string,
    options: CallOptions = {},
  ): Promise<{ readonly items: JsonObject[]; readonly calls: number }> {
    const items: JsonObject[] = [];
    let pageToken: string | undefined;
    let calls = 0;
    for (;;) {
      const query = { ...options.query, ...(pageToken === undefined ? {} : { page_token: pageToken }) };
      const { data, code, text } = await this.call('GET', template, { ...options, query });
      if (code !== 0) throw new RangeError(text);
      calls++;
      for (const item of Array.isArray(data[key]) ? data[key] : []) if (isObject(item)) items.push(item);
      if (data.has_more !== true) return { items, calls };
      pageToken = readText(data, 'page_token') ?? '';
    }
  }

  /** A token endpoint's answer. */
  issue(body: JsonObject = this.#credentials, kind = 'tenant_access_token'): Promise<CallAnswer> {
    return this.call('POST', `/open-apis/auth/v3/${kind}/internal`, { body, authorization: null });
  }

  async token(): Promise<string> {
    this.#token ??= readText((await this.issue()).json, 'tenant_access_token') ?? '';
    return this.#token;
  }

  forgetToken(): void {
    this.#token = undefined;
  }
}
