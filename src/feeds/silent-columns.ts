import type { Change, RowsChange } from '../model/change.ts';
import { LarkstreamError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { FeedContext } from './feed-context.ts';
import { grantedScopes, hasScope } from './granted-scopes.ts';

/** Columns of a stream that the platform leaves out, without a word, when the app has none of these scopes. */
export interface GuardedColumns {
  readonly stream: string;
  readonly columns: readonly string[];
  /** Any one of these is enough. */
  readonly scopes: readonly string[];
}

/**
 * Marks columns that the platform has withheld as `silent`. A guarded column that is null in all rows of a change is empty
 * upstream or withheld; the list of granted scopes shows which. It is asked for once, and only when there is such a column.
 * Where it cannot be had, nothing is overwritten.
 */
export async function* markingSilence(
  changes: AsyncIterable<Change>,
  guarded: readonly GuardedColumns[],
  context: Pick<FeedContext, 'client' | 'signal'>,
): AsyncGenerator<Change, void, void> {
  const withheld = new Withheld(context);
  for await (const change of changes) {
    if (change.kind !== 'rows' || change.rows.length === 0) {
      yield change;
      continue;
    }
    const silent: string[] = [];
    for (const guard of guarded.filter(({ stream }) => stream === change.stream)) {
      const empty = guard.columns.filter((column) => isEmpty(change, column));
      if (empty.length > 0 && (await withheld.isWithheld(guard, empty))) silent.push(...empty);
    }
    yield silent.length === 0 ? change : { ...change, silent };
  }
  yield* withheld.tell();
}

function isEmpty({ rows }: RowsChange, column: string): boolean {
  return rows.every((row) => row[column] === null || row[column] === undefined);
}

class Withheld {
  readonly #context: Pick<FeedContext, 'client' | 'signal'>;
  #granted: Promise<ReadonlySet<string> | LarkstreamError> | undefined;
  /** Stream → columns by the scopes that they lack. */
  readonly #lacking = new Map<string, Map<string, Set<string>>>();

  constructor(context: Pick<FeedContext, 'client' | 'signal'>) {
    this.#context = context;
  }

  async isWithheld({ stream, scopes }: GuardedColumns, columns: readonly string[]): Promise<boolean> {
    this.#granted ??= grantedScopes(this.#context);
    const granted = await this.#granted;
    if (granted instanceof LarkstreamError) return true;
    if (scopes.some((scope) => hasScope(granted, scope))) return false;
    const lacking = this.#lacking.get(stream) ?? new Map<string, Set<string>>();
    this.#lacking.set(stream, lacking);
    const [scope = ''] = scopes;
    const known = lacking.get(scope) ?? new Set<string>();
    for (const column of columns) known.add(column);
    lacking.set(scope, known);
    return true;
  }

  *tell(): Generator<Change, void, void> {
    for (const [stream, lacking] of this.#lacking)
      yield { kind: 'warning', streams: [stream], message: about(stream, lacking) };
  }
}

function about(stream: string, lacking: ReadonlyMap<string, ReadonlySet<string>>): Message {
  const parts = [...lacking].map(([scope, columns]) => `${[...columns].join(', ')} (${scope})`).join('; ');
  const partsInChinese = [...lacking].map(([scope, columns]) => `${[...columns].join('、')}（${scope}）`).join('；');
  return {
    en: `${stream}: the platform does not send ${parts} without the scope, which is not granted; the old values stay`,
    zh: `${stream}：未开通相应权限，平台不返回 ${partsInChinese}；此前的值保持不变`,
  };
}
