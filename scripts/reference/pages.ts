import { type Language, languages } from '../../src/model/message.ts';
import { renderApiPage } from './api/page.ts';
import { renderCliPage } from './cli-page.ts';
import { renderConfigurationPage } from './configuration-page.ts';
import { renderErrorsPage } from './errors-page.ts';
import { renderEventsPage } from './events-page.ts';
import { fileOf } from './languages.ts';
import { renderMetricsPage } from './metrics-page.ts';
import { renderScopesPage } from './scopes-page.ts';

const pages: Readonly<Record<string, (language: Language) => string>> = {
  api: renderApiPage,
  cli: renderCliPage,
  configuration: renderConfigurationPage,
  errors: renderErrorsPage,
  events: renderEventsPage,
  metrics: renderMetricsPage,
  scopes: renderScopesPage,
};

/** The pages of `docs/reference` in every language, by path. */
export function renderPages(): Map<string, string> {
  return new Map(
    Object.entries(pages).flatMap(([page, render]) =>
      languages.map((language): [string, string] => [`docs/reference/${fileOf(page, language)}`, render(language)]),
    ),
  );
}
