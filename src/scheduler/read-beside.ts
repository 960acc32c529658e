import { listOf, type Message } from '../model/message.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import { runsByItself } from '../model/service/shares-modules.ts';
import { writersBeside } from '../model/service/writers-beside.ts';

type Tables = Pick<ServiceTables, 'now' | 'pipelines' | 'destinations'>;

/**
 * After an attempt that may have dropped tables: those whose rows went with them are due at once, and read them again. Not before its end, for a
 * run that was over by then, or that reads before the tables are dropped, would bring nothing back. Gives what people are told of it.
 */
export async function readBeside(tables: Tables, pipelineId: string): Promise<readonly Message[]> {
  const pipeline = await tables.pipelines.find(pipelineId);
  if (pipeline === undefined) return [];
  const beside = await writersBeside(tables, pipeline);
  const now = await tables.now();
  for (const { id, dueAt } of beside) {
    // One that rests since, or has just begun, is left as it is.
    if (dueAt !== undefined && dueAt > now) await tables.pipelines.bringForward(id, dueAt, now);
  }
  const byItself = beside.filter(runsByItself).map(({ name }) => name);
  const byHand = beside.filter((one) => !runsByItself(one)).map(({ name }) => name);
  return [...(byItself.length === 0 ? [] : [dueNow(byItself)]), ...(byHand.length === 0 ? [] : [toBeRun(byHand)])];
}

function dueNow(names: readonly string[]): Message {
  return {
    en: `Other pipelines have rows in these tables, and read them again now: ${listOf(names, 'en')}`,
    zh: `其他管道在这些表中也有数据，现在会重新读取：${listOf(names, 'zh')}`,
  };
}

function toBeRun(names: readonly string[]): Message {
  return {
    en: `Other pipelines had rows in these tables, and do not run by themselves; run them, so that their rows come back: ${listOf(names, 'en')}`,
    zh: `其他管道在这些表中也有数据，但不会自动运行；请运行它们以恢复其数据：${listOf(names, 'zh')}`,
  };
}
