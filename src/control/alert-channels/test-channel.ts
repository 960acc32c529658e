import { toLarkstreamError } from '../../model/errors.ts';
import type { AlertChannel } from '../../model/service/alert.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { CheckLine, CheckReport } from '../../model/service/check-report.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { loadChannel } from './load-channel.ts';

const check = { name: 'message', title: { en: 'Test message', zh: '测试消息' } };

/** Sends a message that says it is a test. @throws ConfigError `api.not.found` */
export async function testChannel(
  parts: ControlParts,
  caller: Caller,
  id: string,
  signal: AbortSignal,
): Promise<CheckReport> {
  const channel = found(await parts.store.alertChannels.find(id), 'alert channel', id);
  const line = await send(parts, channel, signal);
  const isOk = line.outcome === 'ok';
  const note = { action: 'alert_channel.test', kind: 'alert_channel' as const, id, detail: { isOk } };
  return await change(parts, caller, note, async () => ({ lines: [line], isOk }));
}

async function send(parts: ControlParts, channel: AlertChannel, signal: AbortSignal): Promise<CheckLine> {
  try {
    const notice = { id: parts.newId('am'), at: parts.clock.now(), kind: 'test', alerts: [] } as const;
    await parts.resources.notifier.send(await loadChannel(parts, channel), notice, signal);
    return { ...check, outcome: 'ok', message: { en: 'It was taken', zh: '已被接收' } };
  } catch (thrown) {
    signal.throwIfAborted();
    const { texts, code } = toLarkstreamError(thrown);
    return { ...check, outcome: 'failed', message: texts.message, cure: texts.cure, code };
  }
}
