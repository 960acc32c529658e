import type { Change } from '../model/change.ts';
import { RecordError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';

interface Unreadable {
  count: number;
  /** Where the first one stands. */
  readonly where: string;
}

/**
 * What of a read could not be taken over as the platform sent it: values that fit no column and became null, and items that
 * are no records. The functions that make rows note it here; the read reports it once, at its end.
 */
export class Problems {
  readonly #unfit = new Map<string, Map<string, number>>();
  readonly #unreadable = new Map<string, Unreadable>();

  /** A value of this column became null. */
  unfit(stream: string, column: string): void {
    const columns = this.#unfit.get(stream) ?? new Map<string, number>();
    this.#unfit.set(stream, columns);
    columns.set(column, (columns.get(column) ?? 0) + 1);
  }

  /** Items that were to become rows of the stream: no objects, without what identifies them, or without content that can be read. `where` names the call. */
  unreadable(stream: string, count: number, where: string): void {
    if (count === 0) return;
    const known = this.#unreadable.get(stream);
    if (known === undefined) this.#unreadable.set(stream, { count, where });
    else known.count += count;
  }

  /** Whether a scan of the stream has met everything that there is: an item that could not be read may be any row. */
  hasUnreadable(stream: string): boolean {
    return this.#unreadable.has(stream);
  }

  /** The first failure of these streams to be read whole. */
  errorOf(streams: readonly string[]): RecordError | undefined {
    for (const stream of streams) {
      const unreadable = this.#unreadable.get(stream);
      if (unreadable !== undefined) return unreadableError(stream, unreadable.count, unreadable.where);
    }
    return undefined;
  }

  *tell(): Generator<Change, void, void> {
    for (const [stream, columns] of this.#unfit) {
      yield { kind: 'warning', streams: [stream], message: unfitMessage(stream, columns) };
    }
    for (const [stream, { count, where }] of this.#unreadable) {
      yield { kind: 'incomplete', streams: [stream], error: unreadableError(stream, count, where) };
    }
  }
}

/**
 * The changes, and in the end the problems. A scan that has met items which it could not read has not met everything, so what
 * it did not deliver is not known to be gone.
 */
export async function* tellingProblems(
  changes: AsyncIterable<Change>,
  problems: Problems,
): AsyncGenerator<Change, void, void> {
  for await (const change of changes) {
    if (change.kind !== 'scanned' || !problems.hasUnreadable(change.stream)) yield change;
  }
  yield* problems.tell();
}

function unfitMessage(stream: string, columns: ReadonlyMap<string, number>): Message {
  const named = [...columns].map(([column, count]) => `${column} (${count})`).join(', ');
  return {
    en: `${stream}: values that do not fit their column became null: ${named}`,
    zh: `${stream}：以下值与列类型不符，已置为空：${named}`,
  };
}

function unreadableError(stream: string, count: number, where: string): RecordError {
  return new RecordError({
    code: 'record.unreadable',
    message: {
      en: `${count} ${count === 1 ? 'item' : 'items'} of ${where} could not be read and ${count === 1 ? 'is' : 'are'} missing in ${stream}: ${count === 1 ? 'it is not an object, or has' : 'they are not objects, or have'} no id or no readable content`,
      zh: `${where} 返回的 ${count} 条数据无法读取，未写入 ${stream}：不是对象，缺少 ID，或内容无法读取`,
    },
    cure: {
      en: 'Skipped items are not marked deleted. Run again; if the problem persists, report it with an answer of this call.',
      zh: '未读取的数据不会被标记为已删除。请重新运行；如果仍然如此，请附上该接口的返回内容进行反馈。',
    },
    details: { stream, count, where },
  });
}
