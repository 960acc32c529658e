import type { JsonObject, JsonValue } from '../../util/json.ts';
import type { CodePart, CodeProgress } from './code-progress.ts';
import { Progress, type ProgressOptions } from './progress.ts';
import { writeState } from './state.ts';
import { watchUntil } from './watch.ts';

/** Everything in scope is read: every window is listed, and whatever is listed or watched is fetched. */
export class ExactProgress implements CodeProgress {
  readonly #progress: Progress;
  readonly #now: number;
  readonly #revertMs: number;

  constructor(options: ProgressOptions & { readonly revertMs: number }) {
    this.#progress = new Progress(options);
    this.#now = options.now;
    this.#revertMs = options.revertMs;
  }

  get first(): CodePart {
    const windows = this.#progress.order.map((index) => ({ index, window: this.#progress.window(index) }));
    return { windows, listedFor: 'exact', fetched: new Set(this.#progress.watched.keys()), fetchedFor: 'exact' };
  }

  get audit(): CodePart {
    return { windows: [], listedFor: 'audit', fetched: new Set(), fetchedFor: 'audit' };
  }

  isHeld(): boolean {
    return false;
  }

  listed(window: number, instances: number): void {
    this.#progress.listed(window, instances);
  }

  delivered(instanceCode: string, payload: JsonObject, window: number | undefined): void {
    this.#progress.watch(instanceCode, watchUntil(payload, this.#revertMs, this.#now));
    this.#count(window);
  }

  failed(instanceCode: string, until: number, window: number | undefined): void {
    this.#progress.retry(instanceCode, until);
    this.#count(window);
  }

  forget(instanceCode: string, window: number | undefined): void {
    this.#progress.forget(instanceCode);
    this.#count(window);
  }

  ended(): void {
    this.#progress.ended();
  }

  get auditedAsOf(): number {
    return this.#now;
  }

  takeFurther(): boolean {
    return this.#progress.takeFurther();
  }

  takeState(): JsonValue | undefined {
    const state = this.#progress.takeState();
    return state === undefined ? undefined : writeState(state);
  }

  #count(window: number | undefined): void {
    if (window !== undefined) this.#progress.delivered(window);
  }
}
