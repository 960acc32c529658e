import {
  bucketOf,
  type CountedName,
  type MeasuredName,
  type Tally,
  type TallyRow,
  type TallyTable,
} from '../../../model/triggers/tally.ts';

/** Labels of one thing that are told apart; a handler that makes up codes is counted under `other` beyond them. */
const mostLabels = 50;

/** Counts in memory, and brings it to the store from time to time: what a process that is killed has counted since is lost, no more. */
export class KeptTally implements Tally {
  #rows = new Map<string, TallyRow>();
  readonly #labels = new Map<string, Set<string>>();

  count(name: CountedName, subjectId: string, what: string): void {
    this.#add(name, subjectId, this.#known(`${name} ${subjectId}`, what), 1);
  }

  measure(name: MeasuredName, ms: number): void {
    // The clocks of two machines part by a little.
    const measured = Math.max(0, ms);
    this.#add(name, '', bucketOf(measured), 1);
    this.#add(name, '', 'sum', measured);
  }

  /** What is not kept is counted with what comes then. */
  async keep(table: Pick<TallyTable, 'add'>, now: number): Promise<void> {
    const rows = this.#rows;
    if (rows.size === 0) return;
    this.#rows = new Map();
    try {
      await table.add([...rows.values()], now);
    } catch (thrown) {
      for (const { name, subjectId, label, value } of rows.values()) this.#add(name, subjectId, label, value);
      throw thrown;
    }
  }

  #known(of: string, label: string): string {
    const labels = this.#labels.get(of) ?? new Set();
    this.#labels.set(of, labels);
    if (labels.size >= mostLabels && !labels.has(label)) return 'other';
    labels.add(label);
    return label;
  }

  #add(name: TallyRow['name'], subjectId: string, label: string, value: number): void {
    const key = `${name} ${subjectId} ${label}`;
    const before = this.#rows.get(key)?.value ?? 0;
    this.#rows.set(key, { name, subjectId, label, value: before + value });
  }
}
