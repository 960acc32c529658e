import type { JsonValue } from '../../util/json.ts';
import type { FormPerson } from './approval-people.ts';
import type { FileLinks } from './file-links.ts';

/** What the values of a form depend on besides its seed. A `locale` of null stands for the definition's own `language`. */
export interface FormContext {
  readonly createdMs: number;
  readonly locale: string | null;
  readonly language: 'zh' | 'en';
  readonly personAt: (at: number) => FormPerson;
  readonly links: FileLinks;
  /** Codes of other instances, for linked approvals. */
  readonly linkedCodes: readonly string[];
  readonly serialNumber: string;
  readonly nestedMutableGroup: boolean;
}

/** What a widget has besides id, name and type; undefined is a widget that was left empty and is not in the form. */
export type WidgetContent = {
  readonly value: JsonValue;
  readonly ext?: JsonValue;
  readonly option?: JsonValue;
  readonly [key: string]: JsonValue | undefined;
};

/** RFC 3339 with the tenant's offset, as the form writes dates. */
export function formDate(ms: number): string {
  return `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
