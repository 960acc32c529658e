import type { Answer, Demo } from '../../operations/demo/open-demo.ts';
import { shellWord } from '../../util/shell-word.ts';
import { calledAs } from '../called-as.ts';
import type { Context } from '../context.ts';
import { exitCodeOfRun, exitCodes } from '../exit-codes.ts';
import { formatTable } from '../print/format-table.ts';
import { withStopSignals } from '../stop-signals.ts';
import { tellAdvice } from '../tell-advice.ts';

interface DemoFlags {
  readonly keep?: string;
  readonly output?: string;
  readonly fast?: boolean;
  readonly live?: boolean;
  readonly service?: boolean;
  readonly bot?: boolean;
  readonly port?: number;
}

/** `larkstream demo`: a sandbox, a sync, and questions to its tables. */
export async function demo(flags: DemoFlags, context: Context): Promise<number> {
  const { texts, style, say } = context;
  // Before the simulated company is loaded: a person sees at once what begins.
  say(style.dim(texts.demo.starting));
  if (flags.service === true || flags.bot === true)
    return await (await import('./service-demo.ts')).serviceDemo(flags, context);
  const { openDemo } = await import('../../operations/demo/open-demo.ts');
  const opened = await openDemo({
    isFast: flags.fast ?? flags.live ?? false,
    isLive: flags.live ?? false,
    language: texts.language,
    ...(flags.keep === undefined ? {} : { folder: flags.keep }),
    ...(flags.output === undefined ? {} : { databasePath: flags.output }),
  });
  try {
    tellAdvice(opened.config, context);
    introduce(opened, context);
    if (flags.live === true) {
      const code = await (await import('./follow-live.ts')).followLive(opened.config, { isDemo: true }, context);
      if (code === exitCodes.done) conclude(opened, context);
      return code;
    }
    const { syncAndReport } = await import('./sync-and-report.ts');
    const report = await syncAndReport(opened.config, { isDemo: true }, context);
    if (report.outcome === 'stopped' || report.outcome === 'failed') return exitCodeOfRun(report);
    say();
    say(style.bold(texts.demo.answers));
    const clients = await context.clients();
    await withStopSignals(async (signal) => {
      for await (const answer of opened.answer(signal, clients)) printAnswer(answer, context);
    });
    conclude(opened, context);
    return exitCodeOfRun(report);
  } finally {
    await opened.close();
  }
}

function introduce({ info, configFile, instances }: Demo, { texts, style, say, emit }: Context): void {
  emit({ event: 'sandbox', ...info, config: configFile });
  say(texts.demo.tenant({ people: info.people, instances, records: info.records }));
  say(style.dim(`${texts.demo.config}${texts.colon}${configFile}`));
  say();
}

function printAnswer(
  { name, sql, columns, rows }: Answer,
  { texts, style, say, sayWhole, emit, columns: width }: Context,
): void {
  emit({ event: 'answer', question: name, sql, columns, rows });
  say();
  say(`${style.cyan('?')} ${style.bold(texts.demo.questions[name])}`);
  for (const line of sql.split('\n')) sayWhole(style.dim(`  ${line}`));
  say();
  const isNumber = (index: number): boolean => rows.every((row) => /^[\d.,]*$/.test(row[index] ?? ''));
  const lines = formatTable({
    width,
    columns: columns.map((title, index) => ({ title, align: isNumber(index) ? 'right' : 'left' })),
    rows,
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
  for (const line of lines) say(line);
}

/** The ways that need no second program come first. */
function conclude({ database, configFile }: Demo, { terminal, texts, style, say, sayWhole }: Context): void {
  const larkstream = calledAs(terminal.environment);
  const command = (title: string, line: string): void => {
    say(title);
    sayWhole(`  ${style.dim('$')} ${style.cyan(line)}`);
  };
  say();
  say(texts.demo.kept(style.cyan(database)));
  command(texts.demo.preview, `${larkstream} preview approval_tasks ${shellWord(configFile)}`);
  command(
    texts.demo.query,
    `${larkstream} query "SELECT status, count(*) FROM approval_tasks GROUP BY ALL" ${shellWord(configFile)}`,
  );
  command(texts.demo.queryWithDuckdb, `duckdb ${shellWord(database)} "FROM lark.approval_tasks LIMIT 5"`);
  say(style.dim(texts.demo.ownData));
}
