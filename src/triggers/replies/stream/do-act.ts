import type { Messenger, Target } from '../../../model/triggers/messenger.ts';
import type { StreamResult } from './after-act.ts';
import type { StreamAct, StreamPlace } from './stream-state.ts';

/** What streams need of a messenger. */
export type StreamMessenger = Pick<
  Messenger,
  'createCard' | 'send' | 'writeElement' | 'writeSettings' | 'replaceCard' | 'patchCard'
>;

/** Does one act of a stream. Throws as the messenger does: `judgeSendError(operationOf(act), error)` says what that means for `afterFault`. */
export async function doAct(act: StreamAct, target: Target, messenger: StreamMessenger): Promise<StreamResult> {
  switch (act.kind) {
    case 'create':
      return { cardId: await messenger.createCard(act.card) };
    case 'send': {
      const { messageId } = await messenger.send(placeOf(target, act.place), act.said, act.uuid);
      return { messageId };
    }
    case 'write':
      await messenger.writeElement(act);
      return {};
    case 'settings':
      await messenger.writeSettings(act);
      return {};
    case 'replace':
      await messenger.replaceCard(act);
      return {};
    default:
      await messenger.patchCard(act.messageId, act.card);
      return {};
  }
}

/** Where a message goes that Lark has refused at the place that was asked for. */
export function placeOf(target: Target, place: StreamPlace): Target {
  if (target.kind !== 'reply' || place === 'asked') return target;
  return place === 'no_thread' ? { ...target, inThread: false } : { kind: 'chat', chatId: target.chatId };
}
