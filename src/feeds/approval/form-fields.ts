import type { Row } from '../../model/stream.ts';
import { isObject, type JsonObject, type JsonValue, readText, tryParseJson } from '../../util/json.ts';
import { readValueText } from './value-text.ts';

/** What every row of one instance carries. */
export interface InstanceKeys {
  readonly instance_code: string;
  readonly approval_code: string | null;
}

interface Place {
  /** Path of the enclosing row or group with its separator, '' at the top of the form. */
  readonly prefix: string;
  readonly parentId: string | null;
  readonly rowIndex: number | null;
}

/** The form controls in `form`, which is JSON text; undefined when it cannot be understood. An absent form has none. */
export function readWidgets(form: JsonValue | undefined): JsonObject[] | undefined {
  if (form === undefined || form === null || form === '') return [];
  const parsed = typeof form === 'string' ? tryParseJson(form) : form;
  if (parsed === null) return [];
  return Array.isArray(parsed) && parsed.every(isObject) ? parsed : undefined;
}

/** One row for each control, in the order of the form; a table's or group's own row comes before those of its cells. */
export function toFormFieldRows(keys: InstanceKeys, widgets: readonly JsonObject[]): Row[] {
  const form = new FormWalk(keys);
  form.visitAll(widgets, { prefix: '', parentId: null, rowIndex: null });
  return form.rows;
}

/** One pass over a form. */
class FormWalk {
  readonly rows: Row[] = [];
  readonly #keys: InstanceKeys;
  readonly #paths = new Map<string, number>();

  constructor(keys: InstanceKeys) {
    this.#keys = keys;
  }

  /** Adds the rows of these controls and gives their text. */
  visitAll(widgets: readonly JsonObject[], place: Place): string {
    return widgets
      .map((widget, position) => this.#visit(widget, position, place))
      .filter((text) => text !== null)
      .join(', ');
  }

  #visit(widget: JsonObject, position: number, place: Place): string | null {
    const id = readText(widget, 'id') ?? readText(widget, 'custom_id') ?? `#${position}`;
    const path = this.#unique(place.prefix + id);
    const row: Row = {
      ...this.#keys,
      field_path: path,
      field_id: readText(widget, 'id'),
      custom_id: readText(widget, 'custom_id'),
      parent_field_id: place.parentId,
      row_index: place.rowIndex,
      ordinal: this.rows.length,
      name: readText(widget, 'name'),
      type: readText(widget, 'type'),
      value: widget.value ?? null,
    };
    this.rows.push(row);
    const text = this.#nestedText(widget, path, id) ?? readValueText(widget);
    row.value_text = text;
    return text;
  }

  /** Visits what lies inside a detail table or group and gives its text; undefined for an ordinary control. */
  #nestedText(widget: JsonObject, path: string, id: string): string | null | undefined {
    const table = readTable(widget.value);
    if (table !== undefined) {
      const texts = table.map((nested, rowIndex) =>
        this.visitAll(nested, { prefix: `${path}[${rowIndex}].`, parentId: id, rowIndex }),
      );
      return texts.filter((text) => text !== '').join('; ') || null;
    }
    const group = readGroup(widget.value);
    if (group === undefined) return undefined;
    return this.visitAll(group, { prefix: `${path}.`, parentId: id, rowIndex: null }) || null;
  }

  /** Ids are unique in a form that the platform built; a repeated one must still not swallow its namesake. */
  #unique(path: string): string {
    const times = (this.#paths.get(path) ?? 0) + 1;
    this.#paths.set(path, times);
    return times === 1 ? path : this.#unique(`${path}#${times}`);
  }
}

/** Controls are recognised by shape, not by type: unknown and renamed types of tables and groups exist. */
function isWidget(value: JsonValue): value is JsonObject {
  return isObject(value) && readText(value, 'id') !== null && readText(value, 'type') !== null;
}

/** The rows of a detail table (`fieldList`): an array of arrays of controls. */
function readTable(value: JsonValue | undefined): JsonObject[][] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const rows: JsonObject[][] = [];
  for (const row of value) {
    if (!Array.isArray(row)) return undefined;
    rows.push(row.filter(isObject));
  }
  return rows.some((row) => row.some(isWidget)) ? rows : undefined;
}

/** The controls of a group that sends them as a list (newer `leaveGroupV2`, one-row tables). */
function readGroup(value: JsonValue | undefined): JsonObject[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const widgets = value.filter(isWidget);
  return widgets.length === value.length ? widgets : undefined;
}
