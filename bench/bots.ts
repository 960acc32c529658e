import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Sandbox } from '../src/sandbox/start-sandbox.ts';
import { BotBench } from './bot-bench.ts';
import { missed, type Section, verdict, whole } from './report.ts';

interface Line {
  readonly what: string;
  readonly count: number;
  readonly times: readonly number[];
  /** Of the 99th of 100, in milliseconds. */
  readonly atMost: number;
}

/** How soon a handler is asked and an answer is seen, and what many conversations at once need of memory. The service is a process of its own. */
export async function bots({ quick }: { readonly quick: boolean }): Promise<Section> {
  const many = quick ? 200 : 1_000;
  const people = Math.max(many, 200);
  await using bench = await BotBench.start(people);
  // Those who have spoken before: apps, people and chats are known. Of who writes for the first time, the name is waited for.
  await bench.say({ count: people, perSecond: 40, name: 'warm' });
  await bench.untilHeard(people);
  const asked: Line[] = [];
  for (const perSecond of quick ? [50] : [20, 50, 100]) {
    const said = await bench.say({ count: perSecond * (quick ? 8 : 20), perSecond, name: `at ${perSecond}` });
    const what = `event pushed → handler asked, ${perSecond} messages/s`;
    asked.push({ what, count: said.size, times: await bench.heardAfter(said), atMost: 150 });
  }
  const shown = await firstCharacters(bench, quick ? 10 : 40);
  const lines = [...asked, { what: 'first character → on the card', count: shown.length, times: shown, atMost: 500 }];
  const megabytes = await together(bench, many);
  return toSection(lines, { many, megabytes });
}

/** From what the handler says first to what a person sees. */
async function firstCharacters(bench: BotBench, count: number): Promise<readonly number[]> {
  const first = new Map<string, number>();
  bench.answer = (text, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    setTimeout(() => {
      first.set(text, performance.now());
      response.write('event: delta\ndata: {"text": "One "}\n\n');
    }, 50);
    setTimeout(() => response.write('event: delta\ndata: {"text": "two "}\n\n'), 600);
    setTimeout(() => response.end('event: done\ndata: {}\n\n'), 1_500);
  };
  const shown: number[] = [];
  for (let at = 0; at < count; at++) {
    const text = `stream ${at}`;
    const card = () => cardOf(bench.sandbox, bench.personAt(at));
    bench.sandbox.say({ as: bench.personAt(at), text });
    await bench.until(() => card()?.markdown.includes('One') === true);
    shown.push(performance.now() - (first.get(text) ?? 0));
    await bench.until(() => card()?.isStreaming === false);
  }
  return shown;
}

function cardOf(sandbox: Sandbox, as: string) {
  return sandbox.people.transcript('direct', { as }).at(-1)?.card;
}

/** What the service holds in memory while this many answers grow. */
async function together(bench: BotBench, many: number): Promise<number> {
  const open: ServerResponse[] = [];
  bench.answer = (_text, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: delta\ndata: {"text": "Let me think "}\n\n');
    open.push(response);
  };
  await bench.say({ count: many, perSecond: 40, name: 'together' });
  await bench.until(() => open.length >= many);
  const megabytes = residentMegabytes(bench.pid);
  for (const response of open) response.end('event: done\ndata: {}\n\n');
  return megabytes;
}

function residentMegabytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? Number.NaN) / 1024;
}

function toSection(
  lines: readonly Line[],
  { many, megabytes }: { readonly many: number; readonly megabytes: number },
): Section {
  const found = lines.map(({ what, count, times, atMost }) => {
    const sorted = times.toSorted((one, other) => one - other);
    const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
    const misses = missed([{ what: 'p99', value: at(0.99), atMost }]);
    const ms = [at(0.5), at(0.95), at(0.99), at(1)].map((value) => `${whole(value)} ms`);
    return {
      row: [what, whole(count), ...ms, verdict(misses)],
      figures: { what, p50: at(0.5), p99: at(0.99) },
      misses,
    };
  });
  const misses = missed([{ what: 'memory', value: megabytes, atMost: 500 }]);
  const memory = [`${whole(many)} conversations at once`, whole(many), `${whole(megabytes)} MB`, '', '', ''];
  return {
    name: 'bots',
    title: 'Messages to handlers, and their answers (targets: asked p99 ≤ 150 ms, shown ≤ 500 ms, memory ≤ 500 MB)',
    columns: ['what', 'n', 'p50', 'p95', 'p99', 'most', 'target'],
    rows: [...found.map(({ row }) => row), [...memory, verdict(misses)]],
    figures: [...found.map(({ figures }) => figures), { many, megabytes }],
    misses: found.filter((one) => one.misses.length > 0).length + misses.length,
  };
}
