import { ApiError } from '../../../src/client/api-error.ts';
import type { Client } from '../../../src/client/client-types.ts';
import { createClient } from '../../../src/client/create-client.ts';
import { languageOf, preferences } from './preferences.ts';

/** Where the service is, as its page says: a proxy may have put it below a path. */
export const baseUrl = new URL('.', document.baseURI).href.replace(/\/$/, '');
/** The path of it, without a slash at its end. */
export const basePath = new URL(baseUrl).pathname.replace(/\/$/, '');

const clients = {
  en: createClient({ url: baseUrl, language: 'en' }),
  zh: createClient({ url: baseUrl, language: 'zh' }),
};

/** The typed API of the service, in the language of the person. The browser sends its cookie along. */
export const api: Client = {
  call: (name, ...asked) => clients[languageOf(preferences())].call(name, ...asked),
  all: (name, ...asked) => clients[languageOf(preferences())].all(name, ...asked),
  stream: (name, ...asked) => clients[languageOf(preferences())].stream(name, ...asked),
};

/** Whether nobody is signed in any more. */
export const isSignedOut = (thrown: unknown): boolean =>
  thrown instanceof ApiError && thrown.code === 'api.sign.in.needed';
/** Whether the service itself could not be reached, or its store is away: it may be there again soon. */
export const isAway = (thrown: unknown): boolean =>
  thrown instanceof ApiError &&
  (thrown.status === 0 || thrown.status === 502 || thrown.status === 503 || thrown.status === 504);
