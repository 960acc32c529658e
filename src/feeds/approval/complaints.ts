import type { Change } from '../../model/change.ts';
import type { LarkstreamError } from '../../model/errors.ts';
import { isInstanceMissing } from './failures.ts';

interface Heap {
  count: number;
  readonly example: string;
}

interface ErrorHeap extends Heap {
  readonly error: LarkstreamError;
}

/** What went wrong with single instances, told once for each kind at the end instead of once for each instance. */
export class Complaints {
  readonly #streams: readonly string[];
  #unreadableForms: Heap | undefined;
  #missing: Heap | undefined;
  readonly #refused = new Map<string, ErrorHeap>();

  constructor(streams: readonly string[]) {
    this.#streams = streams;
  }

  unreadableForm(instanceCode: string): void {
    this.#unreadableForms ??= { count: 0, example: instanceCode };
    this.#unreadableForms.count++;
  }

  refused(instanceCode: string, error: LarkstreamError): void {
    if (isInstanceMissing(error)) {
      this.#missing ??= { count: 0, example: instanceCode };
      this.#missing.count++;
      return;
    }
    const heap = this.#refused.get(error.code) ?? { count: 0, example: instanceCode, error };
    heap.count++;
    this.#refused.set(error.code, heap);
  }

  *tell(): Generator<Change, void, void> {
    if (this.#unreadableForms !== undefined) {
      const { count, example } = this.#unreadableForms;
      const message = `The form of ${count} approval instance(s) is not readable, for example of ${example}; their form fields are left out`;
      yield { kind: 'warning', streams: ['approval_form_fields'], message };
    }
    if (this.#missing !== undefined) {
      const { count, example } = this.#missing;
      const message = `${count} listed approval instance(s) cannot be found, for example ${example}; the next run tries again`;
      yield { kind: 'warning', streams: this.#streams, message };
    }
    for (const { count, example, error } of this.#refused.values()) {
      const message = `${count} approval instance(s) could not be read, for example ${example}; the next run tries again`;
      yield { kind: 'warning', streams: this.#streams, message };
      yield { kind: 'incomplete', streams: this.#streams, error };
    }
  }
}
