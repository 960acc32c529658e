import { useLive } from '../../data/live.ts';
import { useNow } from '../../data/now.ts';
import { NowPill } from '../../parts/state-sign.tsx';
import { useFormat } from '../../texts/format.ts';
import { defineTexts, useTexts } from '../../texts/texts.ts';

const texts = defineTexts({
  live: { en: 'Live', zh: '实时' },
  starting: { en: 'Connecting', zh: '正在连接' },
  paused: { en: 'Paused', zh: '已暂停' },
  lost: { en: (time: string) => `Not live, last ${time}`, zh: (time) => `未更新，最近 ${time}` },
  why: {
    en: 'Changes are shown as they happen; a hidden tab pauses.',
    zh: '变化会即时显示；标签页隐藏时暂停。',
  },
});

/** Whether the page follows what happens, and since when it does not. */
export function LiveSign() {
  const { is, since } = useLive();
  const now = useNow();
  const format = useFormat();
  const said = useTexts(texts);
  if (is === 'live') return <NowPill is="live" word={said.live} title={said.why} />;
  if (is === 'lost') return <NowPill is="waits" word={said.lost(format.relative(since, now))} title={said.why} />;
  return <NowPill is={is === 'paused' ? 'paused' : 'queued'} word={said[is]} title={said.why} />;
}
