import { urgentKinds } from '../model/service/alert.ts';
import type { Notice, NoticedAlert } from '../model/service/notifier.ts';
import { titles } from './notice-words.ts';

/** What a URL is sent, as JSON. */
export function webhookPayload({ kind, at, alerts }: Notice, channel: { readonly name: string }): string {
  return JSON.stringify({
    type: `alert.${kind}`,
    timestamp: new Date(at).toISOString(),
    data: { channel: channel.name, alerts: alerts.map(shown) },
  });
}

const shown = ({ id, kind, state, subject, message, openedAt, recoveredAt }: NoticedAlert): object => ({
  id,
  kind,
  state,
  isUrgent: urgentKinds.includes(kind),
  subject: { ...subject, name: subject.name ?? null },
  title: titles[kind],
  message,
  openedAt: new Date(openedAt).toISOString(),
  recoveredAt: recoveredAt === undefined ? null : new Date(recoveredAt).toISOString(),
});
