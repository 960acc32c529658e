import type { Change } from '../../model/change.ts';
import type { LarkstreamError } from '../../model/errors.ts';
import { plural } from '../../util/plural.ts';
import { isInstanceMissing } from './failures.ts';

interface Heap {
  count: number;
  readonly example: string;
}

interface ErrorHeap extends Heap {
  readonly error: LarkstreamError;
}

/** What went wrong with single instances: one warning of each kind at the end instead of one for each instance. */
export class WarningCollector {
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
      const message = {
        en: `The form of ${plural(count, 'approval instance')} is not readable, for example of ${example}; their form fields are left out`,
        zh: `${count} 个审批实例的表单无法读取，例如 ${example}；其表单字段已略去`,
      };
      yield { kind: 'warning', streams: ['approval_form_fields'], message };
    }
    if (this.#missing !== undefined) {
      const { count, example } = this.#missing;
      const message = {
        en: `${plural(count, 'listed approval instance')} cannot be found, for example ${example}; the next run tries again`,
        zh: `列出的审批实例中有 ${count} 个找不到，例如 ${example}；下次运行再试`,
      };
      yield { kind: 'warning', streams: this.#streams, message };
    }
    for (const { count, example, error } of this.#refused.values()) {
      const message = {
        en: `${plural(count, 'approval instance')} could not be read, for example ${example}; the next run tries again`,
        zh: `${count} 个审批实例无法读取，例如 ${example}；下次运行再试`,
      };
      yield { kind: 'warning', streams: this.#streams, message };
      yield { kind: 'incomplete', streams: this.#streams, error };
    }
  }
}
