import type { ReportedError } from '../../../../src/model/run-report.ts';
import type { RunError } from '../../data/runs.ts';
import type { ToldError } from '../../parts/error-notice.tsx';
import type { Language } from '../../texts/texts.ts';

/** An error of a run in a language, as far as it has it. */
export function sentencesOf(error: RunError | ReportedError, language: Language): ToldError {
  const { message, cure } = language === 'zh' && error.zh !== undefined ? error.zh : error;
  return { code: error.code, message, cure };
}
