import type { Plugin } from 'vite';
import { summaries, tags } from '../scripts/reference/api/summaries.ts';

const module = 'virtual:api-summaries';

/** Gives `virtual:api-summaries`: what the routes of the API do, in Chinese, as the reference says it. The document of the API has the English. */
export function apiSummariesPlugin(): Plugin {
  const source = `export const summaries = ${JSON.stringify(summaries)}; export const tags = ${JSON.stringify(tags)};`;
  return {
    name: 'api-summaries',
    resolveId: (id) => (id === module ? `\0${module}` : undefined),
    load: (id) => (id === `\0${module}` ? source : undefined),
  };
}
