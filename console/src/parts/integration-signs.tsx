import type { Integration, Receiver } from '../data/integrations.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import type { IconName } from './icon.tsx';
import { Mark, type Now, NowPill } from './state-sign.tsx';

/** Words of integrations that several pages say. */
export const integrationTexts = defineTexts({
  lark: { en: 'Lark', zh: 'Lark' },
  feishu: { en: 'Feishu', zh: '飞书' },
  custom_app: { en: 'Custom app', zh: '自建应用' },
  store_app: { en: 'Store app', zh: '商店应用' },
  none: { en: 'No events', zh: '不接收事件' },
  webhook: { en: 'Webhook', zh: 'Webhook' },
  long_connection: { en: 'Long connection', zh: '长连接' },
});

const stateTexts = defineTexts({
  unverified: { en: 'Not tested', zh: '未测试' },
  ok: { en: 'Checks passed', zh: '检查通过' },
  degraded: { en: 'Warnings', zh: '有警告' },
  failing: { en: 'Checks failed', zh: '检查未通过' },
});

const stateLooks: Readonly<Record<Integration['state'], readonly ['ok' | 'warn' | 'bad' | 'idle', IconName]>> = {
  unverified: ['idle', 'never'],
  ok: ['ok', 'ok'],
  degraded: ['warn', 'warn'],
  failing: ['bad', 'bad'],
};

/** What its last test has found. */
export function IntegrationMark({ state }: { readonly state: Integration['state'] }) {
  const said = useTexts(stateTexts);
  const [tone, icon] = stateLooks[state];
  return <Mark tone={tone} icon={icon} word={said[state]} />;
}

const receiverTexts = defineTexts({
  none: { en: 'No events', zh: '不接收事件' },
  disconnected: { en: 'Disconnected', zh: '已断开' },
  waiting: { en: 'Waits for a receiver', zh: '等待接收进程' },
  listening: { en: 'Listening', zh: '监听中' },
  connecting: { en: 'Connecting', zh: '连接中' },
  connected: { en: 'Connected', zh: '已连接' },
  reconnecting: { en: 'Reconnecting', zh: '重连中' },
  failed: { en: 'Failed', zh: '连接失败' },
});

const receiverLooks: Readonly<Record<Receiver['state'], Now>> = {
  none: 'idle',
  disconnected: 'paused',
  waiting: 'waits',
  listening: 'live',
  connecting: 'running',
  connected: 'live',
  reconnecting: 'waits',
  failed: 'waits',
};

/** How its events come now. */
export function ReceiverPill({ state }: { readonly state: Receiver['state'] }) {
  const said = useTexts(receiverTexts);
  return <NowPill is={receiverLooks[state]} word={said[state]} />;
}
