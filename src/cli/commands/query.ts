import type { QueryAnswer, QueryConnection } from '../../model/query.ts';
import { openQuery, previewStream } from '../../operations/open-query.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatAnswer, toJsonRow } from '../print/format-answer.ts';
import { sayReading } from '../print/say-target.ts';

interface QueryFlags {
  /** 0 for all. */
  readonly limit: number;
}

/** Prints the answer to one query of the destination. */
export async function query(
  asked: { readonly sql: string; readonly file: string | undefined },
  flags: QueryFlags,
  context: Context,
): Promise<number> {
  return await ask(asked.file, context, (connection) => connection.run(asked.sql, limitOf(flags)));
}

/** Prints the first rows of a stream as they stand in the destination. */
export async function preview(
  asked: { readonly stream: string; readonly file: string | undefined },
  flags: QueryFlags,
  context: Context,
): Promise<number> {
  return await ask(asked.file, context, (connection) => previewStream(connection, asked.stream, limitOf(flags)));
}

const limitOf = ({ limit }: QueryFlags): number => (limit === 0 ? 2 ** 31 - 2 : limit);

async function ask(
  file: string | undefined,
  context: Context,
  work: (connection: QueryConnection) => Promise<QueryAnswer>,
): Promise<number> {
  const config = await loadConfig(file, context, { credentials: 'when-used' });
  sayReading(config, context);
  const connection = await openQuery(config);
  try {
    printAnswer(await work(connection), context);
    return exitCodes.done;
  } finally {
    await connection.close();
  }
}

function printAnswer(answer: QueryAnswer, context: Context): void {
  const { terminal, texts, style, isJson } = context;
  if (isJson) {
    for (const row of answer.rows) terminal.out(`${toJsonRow(answer.columns, row)}\n`);
    context.emit({ event: 'query', rows: answer.rows.length, hasMore: answer.hasMore });
    return;
  }
  const width = terminal.isOutputTty ? terminal.columns() : undefined;
  for (const line of formatAnswer(answer, { width, style })) context.say(line);
  const { rows, more } = texts.query;
  context.say(style.dim(answer.hasMore ? more(answer.rows.length) : rows(answer.rows.length)));
}
