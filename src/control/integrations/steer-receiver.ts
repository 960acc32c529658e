import type { Caller } from '../../model/service/caller.ts';
import type { Integration } from '../../model/service/integration.ts';
import { change } from '../change.ts';
import { found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

/**
 * `disconnect`: no event comes until a person says otherwise, whatever restarts. `reconnect`: events come again. `refresh`: the
 * connection is made anew, with what is set now; receivers do so with every new version of an integration.
 */
export type Steer = 'disconnect' | 'reconnect' | 'refresh';

/** @throws ConfigError `api.not.found`, `api.state.wrong` when no events are to come at all */
export async function steerReceiver(
  parts: ControlParts,
  caller: Caller,
  { id, steer }: { readonly id: string; readonly steer: Steer },
): Promise<Integration> {
  return await change(parts, caller, { action: `receiver.${steer}`, kind: 'integration', id }, async (tables) => {
    await tables.integrations.lock(id);
    const before = found(await tables.integrations.find(id), 'integration', id);
    const now = parts.clock.now();
    if (before.mode === 'none') throw withoutEvents();
    if (steer === 'refresh' && before.disconnectedAt !== undefined) throw disconnected();
    const disconnectedAt = steer === 'disconnect' ? (before.disconnectedAt ?? now) : undefined;
    return updated(await tables.integrations.update({ ...before, disconnectedAt }, now), id);
  });
}

function withoutEvents(): Error {
  return wrongState(
    { en: 'The integration receives no events', zh: '该集成不接收事件' },
    { en: 'Choose its mode first: webhook or long_connection.', zh: '请先选择方式：webhook 或 long_connection。' },
  );
}

function disconnected(): Error {
  return wrongState(
    { en: 'A person has disconnected the integration', zh: '该集成已被断开' },
    { en: 'Reconnect it.', zh: '请重新连接。' },
  );
}
