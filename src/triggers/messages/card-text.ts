import {
  isObject,
  type JsonObject,
  type JsonValue,
  readArray,
  readObject,
  readText,
  tryParseJson,
} from '../../util/json.ts';
import { link, rowsText } from './post-text.ts';
import type { ContentReader } from './reading.ts';
import { marker, several, words } from './words.ts';

const mostLevels = 20;
const mostElements = 2_000;

/**
 * A card: as it is received (`{title, elements: [[…]]}`), or as it was sent, of either structure (`card_msg_content_type`). What cannot be read, such
 * as a template, is only named.
 */
export function cardText(content: JsonObject, reader: ContentReader): string {
  const card = unwrapped(content);
  const walk = new CardWalk(reader);
  const header = readObject(card, 'header');
  const title = readText(card, 'title') ?? worded(header.title);
  const text = [title === null ? '' : `**${title}**`, worded(header.subtitle) ?? '', walk.blocks(elementsOf(card), 0)]
    .filter((part) => part !== '')
    .join('\n');
  return text === '' ? marker(words.card, reader.language) : text;
}

function unwrapped(content: JsonObject): JsonObject {
  const inner = content.json_card ?? content.card;
  const card = typeof inner === 'string' ? tryParseJson(inner) : inner;
  return isObject(card) ? card : content;
}

function elementsOf(card: JsonObject): JsonValue[] {
  const own = readArray(card, 'elements');
  if (own.length > 0) return own;
  const body = readArray(readObject(card, 'body'), 'elements');
  if (body.length > 0) return body;
  return Object.values(readObject(card, 'i18n_elements')).find((list) => Array.isArray(list)) ?? [];
}

/** A text of a card: itself, or an object with its `content`. */
function worded(value: JsonValue | undefined): string | null {
  if (isObject(value)) return readText(value, 'content') ?? readText(value, 'text');
  return typeof value === 'string' && value !== '' ? value : null;
}

const inline: ReadonlySet<JsonValue | undefined> = new Set(['a', 'at', 'code_block', 'emotion', 'hr', 'img', 'media']);

/** Goes through the elements of a card, whatever they are, but not for ever. */
class CardWalk {
  readonly #reader: ContentReader;
  #left = mostElements;

  constructor(reader: ContentReader) {
    this.#reader = reader;
  }

  blocks(elements: readonly JsonValue[], level: number): string {
    return elements
      .map((element) => (Array.isArray(element) ? this.#row(element, level) : this.#block(element, level)))
      .filter((text) => text !== '')
      .join('\n');
  }

  #row(row: JsonValue[], level: number): string {
    return row.map((element) => this.#block(element, level + 1)).join('');
  }

  #block(element: JsonValue, level: number): string {
    this.#left -= 1;
    if (!isObject(element) || level > mostLevels || this.#left < 0) return '';
    if (inline.has(element.tag)) return this.#inline(element);
    switch (element.tag) {
      case 'markdown':
      case 'lark_md':
      case 'plain_text':
        return this.#markdown(readText(element, 'content') ?? '');
      case 'text':
        return worded(element.text) ?? '';
      case 'button':
        return `[${worded(element.text) ?? ''}]`;
      case 'table':
        return this.#table(element);
      default:
        return this.#others(element, level);
    }
  }

  #inline(element: JsonObject): string {
    if (element.tag === 'img') return marker(words.image, this.#reader.language, worded(element.alt));
    return rowsText([[element]], this.#reader);
  }

  /** A list of choices, and anything that holds other things. */
  #others(element: JsonObject, level: number): string {
    const options = readArray(element, 'options').flatMap(
      (option) => worded(isObject(option) ? option.text : option) ?? [],
    );
    const held = [
      'header',
      'title',
      'text',
      'label',
      'content',
      'placeholder',
      'fields',
      'elements',
      'columns',
      'actions',
      'extra',
    ];
    const texts = held.map((key) => this.#held(element[key], level));
    return [...texts, options.length === 0 ? '' : `(${several(options, this.#reader.language)})`]
      .filter((text) => text !== '')
      .join('\n');
  }

  #held(value: JsonValue | undefined, level: number): string {
    if (typeof value === 'string') return this.#markdown(value);
    if (Array.isArray(value)) return this.blocks(value, level + 1);
    return isObject(value) ? this.#block(value, level + 1) : '';
  }

  #table(table: JsonObject): string {
    const columns = readArray(table, 'columns').filter(isObject).slice(0, 50);
    const row = (cells: readonly (string | null)[]): string => `| ${cells.map((cell) => cell ?? '').join(' | ')} |`;
    const rows = readArray(table, 'rows').filter(isObject).slice(0, 200);
    return [
      row(columns.map((column) => readText(column, 'display_name') ?? readText(column, 'name'))),
      row(columns.map(() => '---')),
      ...rows.map((cells) =>
        row(columns.map(({ name }) => worded(cells[String(name)]) ?? readText(cells, String(name)))),
      ),
    ].join('\n');
  }

  /** Markdown of cards names people by their ids. */
  #markdown(text: string): string {
    return text
      .replace(
        /<at\s+(?:id|user_id)\s*=\s*['"]?([^'"\s>]{1,100})['"]?\s*>([^<]{0,200})<\/at>/g,
        (_, id: string, name: string) => {
          return this.#reader.mention(id, name === '' ? null : name) ?? `@${id}`;
        },
      )
      .replace(
        /<link\b[^>]{0,500}\burl\s*=\s*['"]([^'"]{1,2000})['"][^>]{0,500}>([^<]{0,500})<\/link>/g,
        (_, url: string, text: string) => link(text, url),
      );
  }
}
