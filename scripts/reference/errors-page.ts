import { errorCodes } from '../../src/model/error-codes.ts';

const families: Readonly<Record<string, string>> = {
  config: 'Configuration',
  lark: 'The platform',
  network: 'The network',
  source: 'Reading',
  destination: 'The destination',
  store: 'The store of events',
  events: 'Events',
  run: 'The run',
  record: 'Single records',
  internal: 'Larkstream itself',
};

/** `docs/reference/errors.md`: every code with its cause and its cure. */
export function renderErrorsPage(): string {
  const groups = Map.groupBy(Object.entries(errorCodes), ([code]) => code.split('.')[0] ?? '');
  const sections = [...groups].flatMap(([prefix, codes]) => [
    `## ${families[prefix] ?? prefix}`,
    '',
    '| code | what happened | what to do |',
    '| --- | --- | --- |',
    ...codes.map(([code, { cause, cure }]) => `| \`${code}\` | ${cause.en} | ${cure.en} |`),
    '',
  ]);
  return [
    '# Errors',
    '',
    'Every error says what happened, where, and what to do next. Its code is stable: search for it here, and match on it in',
    'scripts (`larkstream sync --json`). The log id, where there is one, is what the support of Lark or Feishu asks for.',
    '',
    ...sections,
  ].join('\n');
}
