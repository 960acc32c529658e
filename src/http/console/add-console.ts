import type { Hono } from 'hono';
import type { ApiContext, ApiEnv } from '../api/api-context.ts';
import { languageOf } from '../api/language.ts';
import { type IndexPage, openIndex, readAsset, type SentFile } from './console-files.ts';

interface ConsoleOptions {
  /** Holds `index.html` and `assets/`. */
  readonly folder: string;
  readonly publicUrl: string;
}

const forever = 'public, max-age=31536000, immutable';
const notBuilt = {
  en: 'The console is not built. Run `npm run build`, then start the service again; the API works without it.\n',
  zh: '控制台尚未构建。请运行 `npm run build`，然后重新启动服务；API 无需控制台即可使用。\n',
} as const;

/**
 * The console: each place that nobody else has answers with its one page, which asks the API. Comes after all other routes. Files in `assets/` have
 * a hash in their name and stay; the page is asked for anew.
 */
export function addConsole(app: Hono<ApiEnv>, { folder, publicUrl }: ConsoleOptions): void {
  app.get('/assets/:name', async (context) => {
    const accepted = context.req.header('accept-encoding') ?? '';
    const file = await readAsset(folder, context.req.param('name'), accepted);
    return file === undefined ? await context.notFound() : send(context, file, forever);
  });
  let index: IndexPage | undefined;
  app.get('*', async (context) => {
    if (!isPlaceOfPage(context.req.path)) return await context.notFound();
    index ??= openIndex(folder, publicUrl);
    if (index !== undefined) return send(context, index(context.req.header('accept-encoding') ?? ''), 'no-cache');
    const language = languageOf(context.req.header('accept-language'));
    return context.text(notBuilt[language], 503, { 'Cache-Control': 'no-store', Vary: 'Accept-Language' });
  });
}

/** Whoever asks for a file, or for a place of programs, must not take a page for it. At `/api` itself is the page that shows the API. */
function isPlaceOfPage(path: string): boolean {
  if (path === '/api') return true;
  const [, first = ''] = path.split('/');
  return !['api', 'assets', 'sign-in', 'webhook', 'webhooks'].includes(first) && !path.includes('.');
}

function send(context: ApiContext, { bytes, type, encoding }: SentFile, cacheControl: string): Response {
  return context.body(bytes, 200, {
    'Content-Type': type,
    'Cache-Control': cacheControl,
    Vary: 'Accept-Encoding',
    ...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
  });
}
