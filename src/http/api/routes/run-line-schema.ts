import { z } from '@hono/zod-openapi';
import { lineSources, type RunLine } from '../../../model/service/service-run.ts';
import { says } from '../says.ts';
import { message, time, toTime } from '../schemas.ts';

/** From the least to the gravest. */
export const lineLevels = ['debug', 'info', 'warn', 'error'] as const;

/** A line of a run's log in answers. */
export interface LineAnswer extends Omit<RunLine, 'at' | 'source' | 'streams'> {
  readonly at: string;
  readonly source: NonNullable<RunLine['source']> | null;
  readonly streams: readonly string[];
}

/** Of a line of a run's log. */
export const lineSchema: z.ZodType<LineAnswer> = z
  .object({
    seq: z.number().int(),
    attempt: z.number().int(),
    at: time,
    level: z.enum(lineLevels),
    message,
    source: z
      .enum(lineSources)
      .nullable()
      .openapi(
        says({
          en: 'What it is about; null in lines that an earlier version has written.',
          zh: '所涉及的内容；由早期版本写入的行为 null。',
        }),
      ),
    streams: z
      .array(z.string())
      .openapi(says({ en: 'Of which it tells; a hundred at most.', zh: '所涉及的数据流；最多一百个。' })),
  })
  .openapi('RunLine');

/** A line as the API tells it. */
export function showLine(line: RunLine): LineAnswer {
  const { source, streams, ...rest } = line;
  return { ...rest, at: toTime(line.at), source: source ?? null, streams: [...(streams ?? [])] };
}
