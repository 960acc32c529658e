import { moduleNames, moduleTitle } from '../../config/modules.ts';
import { purposesOf } from '../../model/calls-of-report.ts';
import type { RunReport } from '../../model/run-report.ts';
import type { Texts } from '../texts/texts.ts';
import { formatCount } from './numbers.ts';

/** What the calls of a run were made for, one line for each module that did not only read everything. */
export function callPurposes(report: RunReport, { purposes: words, callsFor, language }: Texts): string[] {
  return moduleNames.flatMap((module) => {
    const purposes = purposesOf(report, module).map(([purpose, calls]) => `${words[purpose]} ${formatCount(calls)}`);
    return purposes.length === 0 ? [] : [callsFor(moduleTitle(module, language), purposes.join(' · '))];
  });
}
