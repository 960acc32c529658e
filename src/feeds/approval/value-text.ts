import {
  isObject,
  type JsonObject,
  type JsonValue,
  readArray,
  readObject,
  readObjects,
  readText,
} from '../../util/json.ts';

/**
 * The value of a form control as a person would read it; null when there is nothing to read. Shapes by control type:
 * https://open.feishu.cn/document/server-docs/approval-v4/instance/get. Nested controls are not looked into.
 */
export function readValueText(widget: JsonObject): string | null {
  const value = widget.value;
  if (value === undefined || value === null || value === '') return null;
  const read = readers[kindOf(readText(widget, 'type') ?? '')];
  const text = read?.(value, widget);
  return text === undefined ? textOf(value) : text;
}

/** Null says that there is nothing to read, undefined that the value has not the shape that the type promises. */
type Reader = (value: JsonValue, widget: JsonObject) => string | null | undefined;

/** Definitions sometimes name a type with a prefix (`widgetLeaveGroupV2`), and a version at the end. */
function kindOf(type: string): string {
  const bare = type.replace(/^widget(?=[A-Z])/, '').replace(/V\d+$/, '');
  return bare.charAt(0).toLowerCase() + bare.slice(1);
}

const readers: Readonly<Record<string, Reader | undefined>> = {
  radio: optionText,
  checkbox: optionText,
  amount: (value, widget) => join([textOf(value), readText(readObject(widget, 'ext'), 'currency')], ' '),
  attachment: fileNames,
  image: fileNames,
  connect: (_value, widget) => textOf(readArray(readObject(widget, 'ext'), 'serialIDs')) ?? undefined,
  contact: (value, widget) => textOf(value) ?? textOf(readArray(widget, 'open_ids')),
  telephone: (value) =>
    isObject(value)
      ? join([either(value, 'country_code', 'countryCode'), either(value, 'national_number', 'nationalNumber')], ' ')
      : undefined,
  dateInterval: period,
  leaveGroup: period,
  workGroup: period,
  outGroup: period,
  shiftGroup: (value) =>
    isObject(value)
      ? join([join([readText(value, 'shiftTime'), readText(value, 'returnTime')], ' – '), readText(value, 'reason')])
      : undefined,
  remedyGroup: (value) => (isObject(value) ? join([readText(value, 'time'), readText(value, 'reason')]) : undefined),
  tripGroup: (value) =>
    isObject(value)
      ? join([join(readObjects(value, 'schedule').map(tripLeg), '; '), readText(value, 'reason')])
      : undefined,
};

/** Options from an external source give ids as the value; the texts then stand only in `option`. */
function optionText(_value: JsonValue, widget: JsonObject): string | undefined {
  const option = widget.option;
  const options = (Array.isArray(option) ? option : [option]).filter(isObject);
  return join(options.map((one) => readText(one, 'text'))) ?? undefined;
}

/** The value holds URLs that live 12 hours; the names stand in `ext`, as one text joined by commas, quoted or not. */
function fileNames(_value: JsonValue, widget: JsonObject): string | null {
  const ext = widget.ext;
  const names = typeof ext === 'string' ? ext.replaceAll('"', '').trim() : textOf(ext ?? null);
  return names === '' ? null : names;
}

function period(value: JsonValue): string | undefined {
  if (!isObject(value)) return undefined;
  const length = join([readText(value, 'interval'), readText(value, 'unit')], ' ');
  const range = join([readText(value, 'start'), readText(value, 'end')], ' – ');
  const span = range === null || length === null ? (range ?? length) : `${range} (${length})`;
  return join([readText(value, 'name'), span, readText(value, 'reason')]) ?? undefined;
}

function tripLeg(leg: JsonObject): string | null {
  const way = join([textOf(leg.departure ?? null), textOf(leg.destination ?? null)], ' → ');
  return join([way, join([readText(leg, 'start'), readText(leg, 'end')], ' – ')], ' ');
}

/** Keys that hold what a person reads, in the order of preference. */
const readableKeys = ['name', 'text', 'title', 'address', 'value', 'open_id', 'user_id', 'id', 'token'];

function textOf(value: JsonValue): string | null {
  if (value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return join(value.map(textOf));
  if (!isObject(value)) return String(value);
  for (const key of readableKeys) {
    const text = readText(value, key);
    if (text !== null) return text;
  }
  return Object.keys(value).length === 0 ? null : JSON.stringify(value);
}

function either(from: JsonObject, first: string, second: string): string | null {
  return readText(from, first) ?? readText(from, second);
}

function join(parts: readonly (string | null)[], separator = ', '): string | null {
  const present = parts.filter((part) => part !== null && part !== '');
  return present.length === 0 ? null : present.join(separator);
}
