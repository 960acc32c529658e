import type { Alert } from '../../model/service/alert.ts';
import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

/** Says that the caller has an alert in hand, so that nobody else begins; or that nobody has any more. @throws ConfigError `api.not.found` */
export async function acknowledgeAlert(
  parts: ControlParts,
  caller: Caller,
  { id, isInHand }: { readonly id: string; readonly isInHand: boolean },
): Promise<Alert> {
  const detail = { isInHand };
  return await change(parts, caller, { action: 'alert.acknowledge', kind: 'alert', id, detail }, async ({ alerts }) => {
    const by = isInHand ? { at: parts.clock.now(), by: caller.name } : undefined;
    return found(await alerts.acknowledge(id, by), 'alert', id);
  });
}
