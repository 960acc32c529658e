import {
  isObject,
  type JsonObject,
  type JsonValue,
  readArray,
  readObject,
  readObjects,
  readText,
} from '../../util/json.ts';
import type { ApiFailure } from '../route.ts';
import { cardRefusal, refusal } from './refusals.ts';

/** The largest card, in bytes of JSON. */
export const maxCardBytes: number = 30 * 1024;
const maxElements = 200;

/** A button of a card, as a person sees it. */
export interface CardButton {
  readonly text: string;
  readonly name: string | null;
  /** What the app gets back when it is pressed; undefined when it only opens a page. */
  readonly value: JsonValue | undefined;
  readonly element: JsonObject;
}

/** What a person reads of a card. */
export interface CardView {
  readonly title: string;
  /** Texts one below the other, in markdown. */
  readonly markdown: string;
  readonly buttons: readonly CardButton[];
  readonly isStreaming: boolean;
}

/** Whether the card is of JSON 2.0. */
function isSecondSchema(card: JsonObject): boolean {
  return readText(card, 'schema') === '2.0';
}

/** Everything with a `tag` below the card's body, in order. */
export function elementsOf(card: JsonObject): readonly JsonObject[] {
  const roots = isSecondSchema(card)
    ? readObjects(readObject(card, 'body'), 'elements')
    : [...readObjects(card, 'elements'), ...Object.values(readObject(card, 'i18n_elements')).flatMap(objectsIn)];
  return roots.flatMap(withInner);
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function withInner(element: JsonObject): readonly JsonObject[] {
  const inner = ['elements', 'columns', 'actions', 'fields'].flatMap((key) => readObjects(element, key));
  const single = ['text', 'extra'].flatMap((key) => (isObject(element[key]) ? [element[key]] : []));
  return [element, ...[...inner, ...single].flatMap(withInner)];
}

/** The element with an id, to be changed in place. */
export function findElement(card: JsonObject, elementId: string): JsonObject | undefined {
  return elementsOf(card).find((element) => readText(element, 'element_id') === elementId);
}

/** Tables that the card draws: its own ones and those in its markdown. */
export function countTables(card: JsonObject): number {
  return elementsOf(card)
    .map((element) => (element.tag === 'table' ? 1 : tablesIn(readText(element, 'content') ?? '')))
    .reduce((sum, one) => sum + one, 0);
}

/** Tables in markdown: a line of dashes and bars below a line with a bar, outside of code. */
export function tablesIn(markdown: string): number {
  const lines = markdown.replace(/^(```|~~~).*?^\1/gms, '').split('\n');
  const isRule = (line: string): boolean =>
    line.includes('-') && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(line);
  return lines.filter((line, at) => line.includes('|') && isRule(line) && (lines[at - 1] ?? '').includes('|')).length;
}

/** What a person reads of it. */
export function viewCard(card: JsonObject): CardView {
  const elements = elementsOf(card);
  const title = readText(readObject(readObject(card, 'header'), 'title'), 'content') ?? '';
  const texts = elements.flatMap((element) => {
    const isText = element.tag === 'markdown' || element.tag === 'lark_md' || element.tag === 'plain_text';
    if (isText && !isOfButton(elements, element)) return [readText(element, 'content') ?? ''];
    return element.tag === 'hr' ? ['---'] : [];
  });
  return {
    title,
    markdown: texts.join('\n'),
    buttons: elements.filter(({ tag }) => tag === 'button').map(readButton),
    isStreaming: readObject(card, 'config').streaming_mode === true,
  };
}

function isOfButton(elements: readonly JsonObject[], text: JsonObject): boolean {
  return elements.some((element) => element.tag === 'button' && element.text === text);
}

function readButton(element: JsonObject): CardButton {
  const callback = readObjects(element, 'behaviors').find(({ type }) => type === 'callback');
  return {
    text: readText(readObject(element, 'text'), 'content') ?? '',
    name: readText(element, 'name'),
    value: callback === undefined ? element.value : callback.value,
    element,
  };
}

/** Whether several people see the same card: said so, or of JSON 2.0, which knows nothing else. */
export function isShared(card: JsonObject): boolean {
  const { update_multi } = readObject(card, 'config');
  return isSecondSchema(card) ? update_multi !== false : update_multi === true;
}

/** Refuses a card that could not be drawn in a message. `maxTables` null: any number. */
export function checkMessageCard(card: JsonObject, maxTables: number | null): void {
  const isEmpty = elementsOf(card).length === 0 && !isObject(card.header);
  if (isEmpty) throw cardRefusal(200621, 'parse card json err');
  if (maxTables !== null && countTables(card) > maxTables) throw cardRefusal(11310, 'table number over limit');
  if (elementsOf(card).length > maxElements) throw cardRefusal(11310, 'element exceeds the limit');
}

/** Refuses a card that CardKit would not keep (cardkit-v1/card/create). */
export function checkEntity(text: string, maxTables: number | null, card: JsonObject): ApiFailure | undefined {
  if (Object.keys(card).length === 0) return refusal(300307);
  if (!isSecondSchema(card)) return refusal(300303);
  if (readObject(card, 'config').update_multi === false) return refusal(300302);
  if (Buffer.byteLength(text) > maxCardBytes) return refusal(200860);
  const elements = elementsOf(card).filter((element) => typeof element.tag === 'string');
  if (elements.length > maxElements) return refusal(300305);
  const ids = elements.flatMap((element) => readText(element, 'element_id') ?? []);
  if (new Set(ids).size < ids.length) return refusal(300301);
  if (ids.some((id) => !/^[A-Za-z][A-Za-z0-9_]{0,19}$/.test(id))) return refusal(10002, 'element_id is invalid');
  if (maxTables !== null && countTables(card) > maxTables)
    return refusal(200220, 'ErrCode: 11310; ErrMsg: table number over limit');
  return undefined;
}

/** What clients and older apps get of a card instead of it: title and texts, and of JSON 2.0 only that it cannot be shown. */
export function degraded(card: JsonObject): string {
  if (isSecondSchema(card)) {
    const text = '请升级至最新版本客户端，以查看内容';
    return JSON.stringify({ title: null, elements: [[{ tag: 'text', text }]] });
  }
  const title = readText(readObject(readObject(card, 'header'), 'title'), 'content');
  const rows = readArray(card, 'elements').filter(isObject).map(degradedRow);
  return JSON.stringify({ title, elements: rows.filter((row) => row.length > 0) });
}

function degradedRow(element: JsonObject): readonly JsonObject[] {
  const all = withInner(element);
  return all.flatMap((inner): JsonObject[] => {
    const text = isOfButton(all, inner) ? null : readText(inner, 'content');
    if (text !== null) return [{ tag: 'text', text }];
    if (inner.tag === 'button') return [{ tag: 'button', text: readButton(inner).text, type: 'default' }];
    return inner.tag === 'img' ? [{ tag: 'img', image_key: readText(inner, 'img_key') }] : [];
  });
}
