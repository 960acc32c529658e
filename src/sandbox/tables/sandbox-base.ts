import { RecordRenderer, type RecordShape } from './record-renderer.ts';
import type { SandboxTable } from './sandbox-table.ts';

/** What a Base begins with; of these only the name changes later. */
interface BaseSeed {
  readonly appToken: string;
  readonly name: string;
  readonly timeZone: string;
  /** The wiki page that holds this Base, when it lives in a wiki. */
  readonly wikiToken: string | undefined;
}

const cachedRenderers = 64;

/** One Base: its tables, who may see it, and its revision. */
export class SandboxBase {
  readonly appToken: string;
  readonly timeZone: string;
  readonly wikiToken: string | undefined;
  name: string;
  revision = 1;
  /** Whether the app is a collaborator; when not, every call answers 91403. */
  isShared = true;
  /** Advanced permissions switched on without making the app a manager. */
  isAdvanced = false;
  /** Reads of records under way; where overlapping reads are refused, the second one gets 1254607. */
  readers = 0;
  readonly #tables = new Map<string, SandboxTable>();
  readonly #renderers = new Map<string, RecordRenderer>();

  constructor(seed: BaseSeed) {
    this.appToken = seed.appToken;
    this.name = seed.name;
    this.timeZone = seed.timeZone;
    this.wikiToken = seed.wikiToken;
  }

  get tables(): readonly SandboxTable[] {
    return [...this.#tables.values()];
  }

  table(tableId: string): SandboxTable | undefined {
    return this.#tables.get(tableId);
  }

  addTable(table: SandboxTable): void {
    this.#tables.set(table.id, table);
  }

  removeTable(tableId: string): boolean {
    const removed = this.#tables.delete(tableId);
    if (removed) this.changed();
    return removed;
  }

  /** To be called after every change: lookups and links read other tables, so no prepared text survives it. */
  changed(what: 'tables' | 'records' = 'tables'): void {
    if (what === 'tables') this.revision++;
    this.#renderers.clear();
  }

  renderer(table: SandboxTable, shape: RecordShape): RecordRenderer {
    const { style, userIdType, automaticFields, textAsArray, fieldIds } = shape;
    const key = [
      table.id,
      style,
      userIdType,
      automaticFields,
      textAsArray,
      fieldIds === undefined ? '*' : [...fieldIds].join(' '),
    ].join('/');
    const known = this.#renderers.get(key);
    if (known !== undefined) return known;
    if (this.#renderers.size >= cachedRenderers) this.#renderers.clear();
    const renderer = new RecordRenderer(table, shape);
    this.#renderers.set(key, renderer);
    return renderer;
  }
}
