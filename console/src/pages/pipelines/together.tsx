import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Counted, type Together, usePipelinesTogether, useTogetherCounts } from '../../data/pipelines-together.ts';
import { useMay } from '../../data/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { useFormat } from '../../texts/format.ts';
import { plural } from '../../texts/plural.ts';
import { defineTexts, useTexts } from '../../texts/texts.ts';

const them = (count: number, shown: string): string => `${shown} ${plural(count, 'pipeline', 'pipelines')}`;

const texts = defineTexts({
  pause: { en: 'Pause all…', zh: '全部暂停…' },
  resume: {
    en: (shown: string) => `Resume the ${shown} paused together…`,
    zh: (shown) => `恢复统一暂停的 ${shown} 条…`,
  },
  pauseTitle: { en: 'Pause all pipelines?', zh: '暂停全部管道？' },
  resumeTitle: { en: 'Resume what was paused together?', zh: '恢复统一暂停的管道？' },
  pauseWhat: {
    en: 'No pipeline begins a run any more. Runs under way go on to their end, those that follow events stop. Events are kept meanwhile, and nothing is lost. Those that are paused already stay as they are.',
    zh: '所有管道不再开始新的运行。正在进行的运行会继续到结束，跟随事件的运行会停止。期间的事件会保留，不会丢失。已暂停的管道保持不变。',
  },
  resumeWhat: {
    en: 'They run by their schedules and follow events again. What somebody has paused by itself stays paused.',
    zh: '它们将恢复按调度运行或跟随事件。单独暂停的管道仍保持暂停。',
  },
  pauseButton: {
    en: (count: number, shown: string) => `Pause ${them(count, shown)}`,
    zh: (_, shown) => `暂停 ${shown} 条管道`,
  },
  resumeButton: {
    en: (count: number, shown: string) => `Resume ${them(count, shown)}`,
    zh: (_, shown) => `恢复 ${shown} 条管道`,
  },
  // Typed where nobody has counted to the end: a number would not be true.
  pauseWord: { en: 'pause all', zh: '全部暂停' },
  resumeWord: { en: 'resume all', zh: '全部恢复' },
  paused: {
    en: (count: number, shown: string) => `${them(count, shown)} ${plural(count, 'rests', 'rest')}`,
    zh: (_, shown) => `已暂停 ${shown} 条管道`,
  },
  resumed: {
    en: (count: number, shown: string) => `${them(count, shown)} ${plural(count, 'runs', 'run')} again`,
    zh: (_, shown) => `已恢复 ${shown} 条管道`,
  },
  refused: {
    en: (names: string) => `As before, because something must be mended first: ${names}`,
    zh: (names) => `需先处理问题，保持不变：${names}`,
  },
});

/** Lets all pipelines rest at once, and lets those run again. Whoever may not pause sees no buttons. */
export function PipelinesTogether() {
  const said = useTexts(texts);
  const format = useFormat();
  const mayPause = useMay('pause');
  const counts = useTogetherCounts(mayPause).data;
  const [asking, setAsking] = useState<Together>();
  const acting = usePipelinesTogether();
  if (!mayPause || counts === undefined) return null;
  const act = async (to: Together): Promise<void> => {
    const { changed, refused } = await acting.mutateAsync(to);
    const done = to === 'pause' ? said.paused : said.resumed;
    tellDone(done(changed, format.number(changed)));
    if (refused.length > 0) tellDone(said.refused(refused.map(({ name }) => name).join(', ')));
  };
  const { active, paused } = counts;
  const shown = ({ count, isAtLeast }: Counted): string => format.atLeast(count, isAtLeast);
  const typed = ({ count, isAtLeast }: Counted, word: string): string => (isAtLeast ? word : String(count));
  return (
    <>
      {paused.count === 0 ? null : (
        <Button variant="default" leftSection={<Icon name="runs" />} onClick={() => setAsking('resume')}>
          {said.resume(shown(paused))}
        </Button>
      )}
      {active.count === 0 ? null : (
        <Button variant="default" leftSection={<Icon name="pause" />} onClick={() => setAsking('pause')}>
          {said.pause}
        </Button>
      )}
      <Confirm
        isOpen={asking === 'pause'}
        title={said.pauseTitle}
        button={said.pauseButton(active.count, shown(active))}
        typed={typed(active, said.pauseWord)}
        onConfirm={() => act('pause')}
        onClose={() => setAsking(undefined)}
      >
        {said.pauseWhat}
      </Confirm>
      <Confirm
        isOpen={asking === 'resume'}
        isDangerous={false}
        title={said.resumeTitle}
        button={said.resumeButton(paused.count, shown(paused))}
        typed={typed(paused, said.resumeWord)}
        onConfirm={() => act('resume')}
        onClose={() => setAsking(undefined)}
      >
        {said.resumeWhat}
      </Confirm>
    </>
  );
}
