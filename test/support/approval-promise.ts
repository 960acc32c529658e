import { expect } from 'vitest';
import { isObject, type JsonObject, readNumber, readText } from '../../src/util/json.ts';
import { shownOf } from './approval-indexes.ts';
import { type ApprovalSync, withoutLinks } from './approval-sync.ts';
import { Histories } from './histories.ts';

const [minuteMs, dayMs] = [60_000, 86_400_000];
const lookbackMs = 30 * dayMs;
/** A task that comes into the index this much later than a newer one is still met. */
const overlapMs = 10 * minuteMs;

/** From a moment on: that an instance stood so, or was hidden. */
interface Standing {
  readonly since: number;
  readonly status: string;
  readonly end: number;
  readonly isHidden: boolean;
  /** When the instance was created. */
  readonly created: number;
}

/** What a read by changes promises, checked against what the tenant was and what the sandbox's own indexes show when a run asks. */
export class ApprovalPromise {
  readonly #sync: ApprovalSync;
  readonly #auditMs: number;
  readonly #histories = new Histories();
  readonly #standings = new Map<string, Standing[]>();
  /** The rows of each are to be the truth of a moment from here on. */
  readonly #owed = new Map<string, number>();
  /** What the index of instances showed to the last whole run. */
  #shown: ReadonlySet<string> = new Set();
  /** What it shows now. */
  #showing: ReadonlySet<string> = new Set();
  readonly #newestTask = new Map<string, number>();
  readonly #startedAt: number;
  #firstWholeAt: number | undefined;
  #hiddenAtFirst: ReadonlySet<string> = new Set();
  #heldBefore: ReadonlySet<string> = new Set();
  #truth: ReadonlyMap<string, string> = new Map();

  constructor(sync: ApprovalSync, auditMs: number) {
    this.#sync = sync;
    this.#auditMs = auditMs;
    this.#startedAt = sync.now;
  }

  /** Before each run: what is so, and what the signs show of it. */
  note(): void {
    const { approvals, now } = this.#sync;
    const truth = new Map<string, string>();
    for (const code of approvals.instanceCodes()) {
      const payload = approvals.apiInstance(code);
      truth.set(code, withoutLinks(payload));
      this.#stand(code, {
        since: now,
        status: readText(payload, 'status') ?? '',
        end: readNumber(payload, 'end_time') ?? 0,
        isHidden: payload.reverted === true,
        created: readNumber(payload, 'start_time') ?? 0,
      });
    }
    for (const code of this.#standings.keys())
      if (!truth.has(code)) this.#stand(code, { since: now, status: 'GONE', end: 0, isHidden: true, created: 0 });
    this.#truth = truth;
    this.#histories.note(now, truth);
    this.#oweShown();
  }

  /** After a run that came to its end. */
  whole(): void {
    const { now, auditedAsOf } = this.#sync;
    if (this.#firstWholeAt === undefined) this.#hiddenAtFirst = new Set(this.#hidden());
    this.#firstWholeAt ??= now;
    if (auditedAsOf !== null) expect(now - auditedAsOf, 'audited').toBeLessThanOrEqual(this.#auditMs);
    else expect(now - this.#firstWholeAt, 'audited').toBeLessThan(this.#auditMs);
    const held = this.#rowsAreTrue();
    for (const [code, since] of this.#owed) this.#expectSo(code, held.get(code), since, 'shown');
    this.#owed.clear();
    this.#shown = this.#showing;
  }

  /** After one that was broken off: what the signs have shown is to be there after the next whole one. */
  broken(): void {
    this.#rowsAreTrue();
  }

  #rowsAreTrue(): ReadonlyMap<string, string> {
    const { auditedAsOf } = this.#sync;
    const held = this.#held();
    for (const code of new Set([...this.#histories.keys, ...held.keys()])) {
      const mayLack = this.#firstWholeAt === undefined || (auditedAsOf === null && this.#hiddenAtFirst.has(code));
      if (held.has(code) || !mayLack) this.#expectSo(code, held.get(code), auditedAsOf ?? this.#startedAt, 'audited');
    }
    for (const code of this.#heldBefore) if (this.#truth.has(code)) expect(held.has(code), `kept ${code}`).toBe(true);
    this.#heldBefore = new Set(held.keys());
    return held;
  }

  #expectSo(code: string, text: string | undefined, from: number, why: string): void {
    const told = `${code} ${text === undefined ? 'missing, ' : ''}${why} ${new Date(from).toISOString()}`;
    if (!this.#histories.wasSo(code, text, from)) expect.fail(`${told} ${this.#histories.tell(code, text)}`);
  }

  #held(): ReadonlyMap<string, string> {
    const rows = this.#sync.held.get('approval_instance_payloads') ?? new Map<string, JsonObject>();
    return new Map([...rows].map(([code, { payload }]) => [code, isObject(payload) ? withoutLinks(payload) : '']));
  }

  #stand(code: string, standing: Standing): void {
    const known = this.#standings.get(code) ?? [];
    const last = known.at(-1);
    // The list names it at once.
    if (last === undefined && standing.since > this.#startedAt) this.#oweFrom(code, standing.since);
    if (last?.status !== standing.status || last.end !== standing.end || last.isHidden !== standing.isHidden)
      known.push(standing);
    this.#standings.set(code, known);
  }

  #hidden(): string[] {
    return [...this.#standings].filter(([, known]) => known.at(-1)?.isHidden === true).map(([code]) => code);
  }

  #oweFrom(code: string, since: number): void {
    this.#owed.set(code, Math.max(since, this.#owed.get(code) ?? 0));
  }

  #oweShown(): void {
    const { approvals, now } = this.#sync;
    // What a read that was broken off could see of these may be hidden by now.
    for (const code of this.#hidden()) this.#owed.delete(code);
    const from = now - lookbackMs;
    const showing = new Set<string>();
    for (const approvalCode of approvals.approvalCodes) {
      const { instances, tasks, newestTask } = shownOf(this.#sync, approvalCode, from);
      for (const [code, { status, end }] of instances) {
        showing.add(code);
        const since = this.#standings.get(code)?.find((one) => one.status === status && one.end === end)?.since;
        expect(since, `${code} ${status}`).toBeDefined();
        this.#oweFrom(code, since ?? 0);
      }
      const metFrom = (this.#newestTask.get(approvalCode) ?? 0) - overlapMs;
      for (const [code, times] of tasks) for (const at of times) if (at >= metFrom) this.#oweFrom(code, at);
      this.#newestTask.set(approvalCode, newestTask);
    }
    for (const code of this.#shown) {
      const known = this.#standings.get(code) ?? [];
      // The index of instances is asked about the lookback, and what it does not name any more is compared by the day.
      if (showing.has(code) || (known[0]?.created ?? 0) < from + dayMs) continue;
      const since = known.find(({ isHidden }) => isHidden)?.since;
      expect(since, `${code} hidden`).toBeDefined();
      this.#oweFrom(code, since ?? 0);
    }
    this.#showing = showing;
  }
}
