import type { Handler } from '../data/handlers.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Mark, NowPill } from './state-sign.tsx';

const texts = defineTexts({
  untested: { en: 'Not tested', zh: '未测试' },
  ok: { en: 'Answered its test', zh: '测试通过' },
  failed: { en: 'Failed its test', zh: '测试未通过' },
  disabled: { en: 'Disabled', zh: '已停用' },
});

/** What its last test has found and, beside it, that it is asked nothing. */
export function HandlerSign({ handler: { test, disabledAt } }: { readonly handler: Handler }) {
  const said = useTexts(texts);
  return (
    <>
      {test === null ? (
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
