import { useNow } from '../../data/now.ts';
import { useAwaySince } from '../../data/service-state.ts';
import { Notice } from '../../parts/notice.tsx';
import { useFormat } from '../../texts/format.ts';
import { defineTexts, useTexts } from '../../texts/texts.ts';
import classes from './shell.module.css';

const texts = defineTexts({
  away: {
    en: (time: string) =>
      `The service or its store has not answered since ${time}. What you see is of that time; it is asked again and again.`,
    zh: (time) => `自 ${time} 起服务或其存储没有应答。所见内容为当时的状态；控制台会持续重试。`,
  },
});

/** While the service is away: since when, and that the page is of that time. */
export function ServiceBanner() {
  const since = useAwaySince();
  const said = useTexts(texts);
  const format = useFormat();
  const now = useNow();
  if (since === undefined) return null;
  return (
    <div className={classes.banner}>
      <Notice tone="warn">{said.away(format.time(since, now))}</Notice>
    </div>
  );
}
