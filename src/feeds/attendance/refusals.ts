import { ConfigError, type LarkstreamError } from '../../model/errors.ts';

const mostNamed = 20;

/** Which ids are left out, for a warning. */
export function describeRefused(refused: ReadonlySet<string>): string {
  const named = [...refused].slice(0, mostNamed).join(', ');
  const more = refused.size > mostNamed ? ` and ${refused.size - mostNamed} more` : '';
  return `Attendance does not know ${refused.size} ids, or they lie outside of the app's data range: ${named}${more}`;
}

/** Not a single id was accepted: that is no list of leavers any more. */
export function nobodyAllowed(count: number): LarkstreamError {
  return new ConfigError({
    code: 'lark.range.denied',
    message: `Attendance refused everybody it was asked for (${count}): nobody is in the data range of the app, or the ids are of another type`,
    cure: 'Set the data range of the app in the attendance admin console (Settings > Data permissions), and check `employee_id_type`.',
  });
}
