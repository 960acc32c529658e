import { readFile } from 'node:fs/promises';
import type { Hono } from 'hono';
import { errorCodes } from '../../model/error-codes.ts';
import type { Language, Message } from '../../model/message.ts';
import type { ApiContext, ApiEnv } from '../api/api-context.ts';
import { languageOf } from '../api/language.ts';
import { renderErrors } from './errors-page.ts';
import { type PageName, renderPage } from './render-page.ts';

const pages: readonly PageName[] = ['setup', 'login', 'claim'];
const files = [
  ['door.js', 'text/javascript; charset=utf-8'],
  ['door.css', 'text/css; charset=utf-8'],
] as const;

/** `/setup`, `/login`, `/claim` and `/errors`: where links lead people who have no console. They hold no data and are the same for everybody. */
export function addPages(app: Hono<ApiEnv>): void {
  app.get('/', (context) => context.redirect('login', 302));
  const answer = (context: ApiContext, render: (language: Language) => string): Response => {
    const language = languageAsked(context);
    const headers = { 'Cache-Control': 'no-store', Vary: 'Accept-Language', 'Content-Language': language };
    return context.body(render(language), 200, { ...headers, 'Content-Type': 'text/html; charset=UTF-8' });
  };
  for (const page of pages) {
    app.get(`/${page}`, (context) => {
      const problem = problemAsked(context);
      return answer(context, (language) => renderPage({ page, language, problem }));
    });
  }
  app.get('/errors', (context) => answer(context, renderErrors));
  for (const [file, type] of files) {
    app.get(`/pages/${file}`, async (context) => {
      const text = await readFile(new URL(`browser/${file}`, import.meta.url), 'utf8');
      return context.body(text, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' });
    });
  }
}

function languageAsked(context: ApiContext): Language {
  const asked = context.req.query('lang');
  return asked === 'en' || asked === 'zh' ? asked : languageOf(context.req.header('accept-language'));
}

/** A code says enough: what else an address says, anybody may have written. */
function problemAsked(context: ApiContext): Message | undefined {
  const code = context.req.query('problem') ?? '';
  const known = Object.entries(errorCodes).find(([each]) => each === code)?.[1];
  if (known === undefined) return undefined;
  const { cause, cure } = known;
  return { en: `${cause.en} ${cure.en}`, zh: `${cause.zh}${cure.zh}` };
}
