import type { Handler } from '../data/handlers.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Notice } from './notice.tsx';
import { Mark, NowPill } from './state-sign.tsx';
import { Time } from './time.tsx';

const texts = defineTexts({
  untested: { en: 'Not tested', zh: '未测试' },
  ok: { en: 'Answered its test', zh: '测试通过' },
  failed: { en: 'Failed its test', zh: '测试未通过' },
  failing: { en: 'Fails', zh: '正在失败' },
  waiting: {
    en: (count: number) =>
      `${count === 1 ? 'One turn waits' : `${count} turns wait`} for another try, the oldest since`,
    zh: (count) => `${count} 个轮次等待重试，最早的到达时间`,
  },
  paused: { en: 'Left in peace after many failures in a row, until', zh: '连续多次失败，暂不调用，直到' },
  disabled: { en: 'Disabled', zh: '已停用' },
});

/** How it stands: that it fails at present, or else what its last test has found; beside it, that it is asked nothing. */
export function HandlerSign({ handler: { test, trouble, disabledAt } }: { readonly handler: Handler }) {
  const said = useTexts(texts);
  return (
    <>
      {trouble !== null ? (
        <Mark tone="bad" icon="bad" word={said.failing} />
      ) : test === null ? (
        <Mark tone="idle" icon="never" word={said.untested} />
      ) : test.isOk ? (
        <Mark tone="ok" icon="ok" word={said.ok} />
      ) : (
        <Mark tone="bad" icon="bad" word={said.failed} />
      )}
      {disabledAt === null ? null : <NowPill is="paused" word={said.disabled} />}
    </>
  );
}

/** Of a handler that fails: what waits for it, or until when it is asked nothing. */
export function HandlerTrouble({ trouble }: { readonly trouble: NonNullable<Handler['trouble']> }) {
  const said = useTexts(texts);
  const { turns, oldestAt, pausedUntil } = trouble;
  return (
    <Notice tone="warn">
      <div>
        {said.waiting(turns)} <Time at={oldestAt} />
      </div>
      {pausedUntil === null ? null : (
        <div>
          {said.paused} <Time at={pausedUntil} />
        </div>
      )}
    </Notice>
  );
}
