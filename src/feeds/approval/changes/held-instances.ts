import { isObject, type JsonObject, type JsonValue, readObject, readText } from '../../../util/json.ts';

/** As the detail and the index write them, in capitals; what is neither of these is `OTHER`. `OWED` could not be fetched and is tried again. */
const statuses = ['OTHER', 'PENDING', 'APPROVED', 'REJECTED', 'CANCELED', 'DELETED', 'OWED'] as const;
/** See `statuses`. */
export type HeldStatus = (typeof statuses)[number];

/** What is remembered of one instance, so that the platform's cheaper signs can be compared with it. */
export interface HeldInstance {
  /** As the detail gave it. */
  readonly status: HeldStatus;
  /** Minutes since 2015: when it ended, by its detail; of one that is owed, until when it is tried. 0 for neither. */
  readonly ended: number;
  /** Days since 2015. */
  readonly created: number;
  /** Seconds since 2015: the last change of a task that its detail, or the index of tasks, has shown. */
  readonly touched: number;
  /** What the index of instances last said of it (`markOf`); 0 while it has said nothing. */
  readonly mark: number;
}

const epochMs = Date.UTC(2015, 0, 1);
const [secondMs, minuteMs, dayMs] = [1000, 60_000, 86_400_000];
const codeBytes = 16;
/** Status, ended, created, touched, mark. */
const entryBytes = codeBytes + 1 + 3 + 2 + 4 + 3;
const uuid = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/;

/** The units in which instants are held; 0 for none, and for what is before 2015. */
export const toMinutes = (ms: number): number => within(3, (ms - epochMs) / minuteMs);
export const toDays = (ms: number): number => within(2, (ms - epochMs) / dayMs);
export const toSeconds = (ms: number): number => within(4, (ms - epochMs) / secondMs);
export const fromMinutes = (minutes: number): number => epochMs + minutes * minuteMs;
export const fromDays = (days: number): number => epochMs + days * dayMs;

/** What a field of so many bytes holds. */
function within(bytes: number, value: number): number {
  return Math.min(2 ** (8 * bytes) - 1, Math.max(0, Math.floor(value)));
}

export function toHeldStatus(text: string | null): HeldStatus {
  return statuses.find((status) => status === text?.toUpperCase()) ?? 'OTHER';
}

/** 24 bits of status and end as the index writes them, never 0. FNV-1a. */
export function markOf(status: string, endMs: number): number {
  let hash = 0x811c9dc5;
  for (const letter of `${status.toLowerCase()}|${endMs}`) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  return ((hash >>> 24) ^ hash) & 0xffffff || 1;
}

/**
 * The instances of one approval code that are compared and audited: 29 bytes each, in the order of their codes, so that a million
 * of them fit into a state. What has changed since lies beside them until it is written.
 */
export class HeldInstances {
  #packed: Buffer;
  #changed = new Map<string, HeldInstance | undefined>();
  /** Codes that are no UUIDs in capitals. */
  readonly #others: Map<string, HeldInstance>;
  #added = 0;

  private constructor(packed: Buffer, others: Map<string, HeldInstance>) {
    this.#packed = packed;
    this.#others = others;
  }

  static none(): HeldInstances {
    return new HeldInstances(Buffer.alloc(0), new Map());
  }

  /** Undefined for what `write` has not written. */
  static read(value: JsonValue | undefined): HeldInstances | undefined {
    if (!isObject(value)) return undefined;
    const packed = Buffer.from(readText(value, 'packed') ?? '', 'base64');
    if (packed.length % entryBytes !== 0) return undefined;
    const others = new Map<string, HeldInstance>();
    for (const [code, text] of Object.entries(readObject(value, 'others'))) {
      const entry = Buffer.from(typeof text === 'string' ? text : '', 'base64');
      if (entry.length !== entryBytes) return undefined;
      others.set(code, readEntry(entry, 0));
    }
    return new HeldInstances(packed, others);
  }

  get size(): number {
    return this.#packed.length / entryBytes + this.#added + this.#others.size;
  }

  get(code: string): HeldInstance | undefined {
    if (!uuid.test(code)) return this.#others.get(code);
    return this.#changed.has(code) ? this.#changed.get(code) : this.#find(code);
  }

  /** Undefined forgets the instance. */
  set(code: string, held: HeldInstance | undefined): void {
    if (!uuid.test(code)) {
      if (held === undefined) this.#others.delete(code);
      else this.#others.set(code, held);
      return;
    }
    this.#added += (held === undefined ? 0 : 1) - (this.get(code) === undefined ? 0 : 1);
    this.#changed.set(code, held);
  }

  /** In their order, those that come after `after`; codes that are no UUIDs come last. Nothing may be set meanwhile. */
  *entries(after = ''): Generator<readonly [code: string, held: HeldInstance], void, void> {
    this.#settle();
    for (let at = this.#placeAfter(after); at < this.#packed.length; at += entryBytes) {
      yield [readCode(this.#packed, at), readEntry(this.#packed, at)];
    }
    const isAmongOthers = after !== '' && !uuid.test(after);
    for (const [code, held] of [...this.#others].sort(([one], [two]) => (one < two ? -1 : 1))) {
      if (!isAmongOthers || code > after) yield [code, held];
    }
  }

  write(): JsonObject {
    this.#settle();
    const others = [...this.#others].map(([code, held]) => {
      const entry = Buffer.alloc(entryBytes);
      writeEntry(entry, 0, held);
      return [code, entry.toString('base64')] as const;
    });
    return {
      packed: this.#packed.toString('base64'),
      ...(others.length === 0 ? {} : { others: Object.fromEntries(others) }),
    };
  }

  /** Takes what has changed into the packed form. */
  #settle(): void {
    if (this.#changed.size === 0) return;
    const changed = [...this.#changed].sort(([one], [two]) => (one < two ? -1 : 1));
    const settled = Buffer.alloc(this.#packed.length + changed.length * entryBytes);
    let [from, to] = [0, 0];
    for (const [code, held] of changed) {
      const place = this.#placeOf(code);
      to += this.#packed.copy(settled, to, from, place.at);
      from = place.isThere ? place.at + entryBytes : place.at;
      if (held === undefined) continue;
      writeCode(settled, to, code);
      writeEntry(settled, to, held);
      to += entryBytes;
    }
    to += this.#packed.copy(settled, to, from);
    this.#packed = settled.subarray(0, to);
    this.#changed = new Map();
    this.#added = 0;
  }

  #find(code: string): HeldInstance | undefined {
    const place = this.#placeOf(code);
    return place.isThere ? readEntry(this.#packed, place.at) : undefined;
  }

  #placeAfter(after: string): number {
    if (after === '') return 0;
    if (!uuid.test(after)) return this.#packed.length;
    const place = this.#placeOf(after);
    return place.isThere ? place.at + entryBytes : place.at;
  }

  #placeOf(code: string): { readonly at: number; readonly isThere: boolean } {
    const wanted = Buffer.alloc(codeBytes);
    writeCode(wanted, 0, code);
    let [low, high] = [0, this.#packed.length / entryBytes];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = middle * entryBytes;
      const order = this.#packed.compare(wanted, 0, codeBytes, at, at + codeBytes);
      if (order === 0) return { at, isThere: true };
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return { at: low * entryBytes, isThere: false };
  }
}

function writeCode(to: Buffer, at: number, code: string): void {
  to.write(code.replaceAll('-', ''), at, 'hex');
}

function readCode(from: Buffer, at: number): string {
  const hex = from.toString('hex', at, at + codeBytes).toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function writeEntry(to: Buffer, at: number, { status, ended, created, touched, mark }: HeldInstance): void {
  let next = to.writeUInt8(statuses.indexOf(status), at + codeBytes);
  next = to.writeUIntBE(ended, next, 3);
  next = to.writeUInt16BE(created, next);
  next = to.writeUInt32BE(touched, next);
  to.writeUIntBE(mark, next, 3);
}

function readEntry(from: Buffer, at: number): HeldInstance {
  const start = at + codeBytes;
  return {
    status: statuses[from.readUInt8(start)] ?? 'OTHER',
    ended: from.readUIntBE(start + 1, 3),
    created: from.readUInt16BE(start + 4),
    touched: from.readUInt32BE(start + 6),
    mark: from.readUIntBE(start + 10, 3),
  };
}
