import type { Alert } from '../../model/service/alert.ts';
import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

/** Keeps an alert quiet until a time, or lets it speak again where `until` is undefined. @throws ConfigError `api.not.found` */
export async function silenceAlert(
  parts: ControlParts,
  caller: Caller,
  { id, until }: { readonly id: string; readonly until: number | undefined },
): Promise<Alert> {
  const detail = { until: until === undefined ? null : new Date(until).toISOString() };
  return await change(parts, caller, { action: 'alert.silence', kind: 'alert', id, detail }, async (tables) => {
    const alert = found(await tables.alerts.silence(id, until), 'alert', id);
    // What waited for another end is looked at anew.
    await tables.alertSends.wake({ alertId: id }, await tables.now());
    return alert;
  });
}
