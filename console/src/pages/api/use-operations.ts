import { summaries, tags } from 'virtual:api-summaries';
import { useMemo } from 'react';
import { type ApiOperation, fieldsIn, operationsOf } from '../../data/api-operations.ts';
import type { Settings } from '../../data/setting-fields.ts';
import { useLanguage } from '../../texts/texts.ts';

/** A route as the page shows it, in the language of the person. */
export interface ShownOperation extends ApiOperation {
  /** All in which a search looks, in small letters. */
  readonly found: string;
}

/** Routes under their heading. */
export interface OperationGroup {
  readonly tag: string;
  readonly title: string;
  readonly operations: readonly ShownOperation[];
}

/** The Chinese of a summary is that of the reference; a route that it does not know has its English. */
function summaryIn(language: 'en' | 'zh', { method, path, summary }: ApiOperation): string {
  if (language === 'en') return summary;
  return summaries[`${method.toLowerCase()} ${path.replace(/^\/api\/v1/, '')}`] ?? summary;
}

function shown(document: Settings, language: 'en' | 'zh', operation: ApiOperation): ShownOperation {
  // The reference marks code in it.
  const summary = summaryIn(language, operation).replaceAll('`', '');
  const { method, path, parameters, body } = operation;
  const fields = body === undefined ? [] : fieldsIn(document, body, language).map((field) => field.path);
  const words = [method, path, operation.summary, summary, ...parameters.map(({ name }) => name), ...fields];
  return { ...operation, summary, found: words.join(' ').toLowerCase() };
}

/** The routes in which all words of the search stand, under their headings, in the order of the document. */
export function useGroups(document: Settings | undefined, search: string): readonly OperationGroup[] {
  const language = useLanguage();
  const all = useMemo(
    () =>
      document === undefined ? [] : operationsOf(document, language).map((each) => shown(document, language, each)),
    [document, language],
  );
  const words = search.toLowerCase().split(/\s+/);
  const fitting = all.filter(({ found }) => words.every((word) => found.includes(word)));
  return [...new Set(fitting.map(({ tag }) => tag))].map((tag) => ({
    tag,
    title: language === 'zh' ? (tags[tag] ?? tag) : tag,
    operations: fitting.filter((each) => each.tag === tag),
  }));
}
