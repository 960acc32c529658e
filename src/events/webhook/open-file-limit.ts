import { isObject, readObject } from '../../util/json.ts';

/** When it is not said, what systems grant at least. */
const usual = 256;

/** How many files and connections this process may have open at once. */
export function openFileLimit(): number {
  // Looking up who is at the other end of each connection takes seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  if (!isObject(report)) return usual;
  const { soft } = readObject(readObject(report, 'userLimits'), 'open_files');
  if (soft === 'unlimited') return Number.MAX_SAFE_INTEGER;
  return typeof soft === 'number' ? soft : usual;
}
