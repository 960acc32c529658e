const pageRecords = 500;
const idLength = 'recXXXXXXXX'.length;
const idMark = Buffer.from('"record_id":"');
/** Odd, so that each number of 32 bits has an image of its own. */
const disguise = 0x9e3779b1;
const digits = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz');

interface Template {
  /** The items, without the brackets around them. */
  readonly items: Buffer;
  /** Where the ids' last eight characters stand. */
  readonly ids: readonly number[];
}

/** Recorded pages, answered again and again with ids of their own. */
export class ReplayedPages {
  readonly #records: number;
  readonly #templates: Template[] = [];
  readonly #free: Buffer[] = [];

  constructor(records: number) {
    this.#records = records;
  }

  get recordBytes(): number {
    const bytes = this.#templates.reduce((sum, { items }) => sum + items.length + 1, 0);
    return Math.round(bytes / Math.max(1, this.#templates.length * pageRecords)) - 1;
  }

  /** Keeps a whole page; returns the token of the next one. */
  record(page: Buffer): string | undefined {
    const { data }: { data: { items: unknown[]; has_more: boolean; page_token?: string } } = JSON.parse(
      page.toString(),
    );
    if (data.items.length === pageRecords) {
      const text = JSON.stringify(data.items);
      const items = Buffer.from(text.slice(1, -1));
      const ids: number[] = [];
      for (let at = items.indexOf(idMark); at >= 0; at = items.indexOf(idMark, at + 1)) {
        ids.push(at + idMark.length + 'rec'.length);
      }
      this.#templates.push({ items, ids });
    }
    return data.has_more ? data.page_token : undefined;
  }

  /** The page at a token, the first one without. `release` once it has been sent. */
  take(token: string | null): { readonly body: Buffer; readonly release: () => void } {
    const page = Number(token?.slice(1) ?? 0);
    const first = page * pageRecords;
    const count = Math.min(pageRecords, this.#records - first);
    const template = this.#templates[page % this.#templates.length];
    if (template === undefined) throw new Error('No page was recorded');
    const hasMore = first + count < this.#records;
    const head = `{"code":0,"msg":"success","data":{"has_more":${hasMore},"items":[`;
    const next = hasMore ? `,"page_token":"p${page + 1}"` : '';
    const tail = `]${next},"total":${this.#records}}}`;
    const end = count === pageRecords ? template.items.length : (template.ids[count - 1] ?? 0) + idLength - 1;
    const whole = this.#free.pop() ?? Buffer.allocUnsafe(2_000_000);
    let at = whole.write(head, 'latin1');
    const itemsAt = at;
    at += template.items.copy(whole, at, 0, end);
    for (let record = 0; record < count; record++) {
      writeId(whole, itemsAt + (template.ids[record] ?? 0), first + record);
    }
    at += whole.write(tail, at, 'latin1');
    return { body: whole.subarray(0, at), release: () => this.#free.push(whole) };
  }
}

function writeId(into: Buffer, at: number, record: number): void {
  let rest = Math.imul(record + 1, disguise) >>> 0;
  for (let place = 'XXXXXXXX'.length - 1; place >= 0; place--) {
    into[at + place] = digits[rest % digits.length] ?? 0;
    rest = Math.floor(rest / digits.length);
  }
}
