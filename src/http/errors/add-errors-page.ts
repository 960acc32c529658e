import type { Hono } from 'hono';
import type { ApiEnv } from '../api/api-context.ts';
import { languageOf } from '../api/language.ts';
import { renderErrors } from './errors-page.ts';

/** `/errors`, to which problems of the API point: also programs and people without a console read it. */
export function addErrorsPage(app: Hono<ApiEnv>): void {
  app.get('/errors', (context) => {
    const asked = context.req.query('lang');
    const language = asked === 'en' || asked === 'zh' ? asked : languageOf(context.req.header('accept-language'));
    return context.body(renderErrors(language), 200, {
      'Content-Type': 'text/html; charset=UTF-8',
      'Content-Language': language,
      'Cache-Control': 'no-store',
      Vary: 'Accept-Language',
    });
  });
}
