import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { ConfigError } from '../model/errors.ts';

/** Where in the configuration something stands: keys and indexes from the top. */
export type SettingPath = readonly PropertyKey[];

/** A configuration file as plain values, with the line of every one of them. */
export interface ParsedDocument {
  readonly value: unknown;
  /** 1-based line of the setting, or of the nearest one above it that exists. */
  lineOf(path: SettingPath): number | undefined;
}

/** The parser quotes the text at the fault, which may be a secret. */
function withoutQuote(message: string): string {
  const [first = ''] = message.split('\n', 1);
  return first.replace(/:? *["'].*$/, '').replace(/ at line \d+.*$/, '');
}

/**
 * Reads YAML 1.2, of which JSON is a part.
 * @throws ConfigError `config.file.malformed` with line and column of each fault.
 */
export function parseConfigText(text: string, file: string): ParsedDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    const faults = document.errors.map((fault) => {
      const { line, col } = lines.linePos(fault.pos[0]);
      return `${file}:${line}:${col}: ${withoutQuote(fault.message)}`;
    });
    throw new ConfigError({ code: 'config.file.malformed', message: faults.join('\n') });
  }
  return {
    value: document.toJS({ maxAliasCount: 100 }),
    lineOf: (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? undefined : lines.linePos(offset).line;
    },
  };
}

/** The node one step further in, and where its key or item begins. */
function stepInto(node: unknown, step: PropertyKey): { readonly node: unknown; readonly offset: number | undefined } {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
    return { node: pair?.value, offset: isNode(pair?.key) ? pair.key.range?.[0] : undefined };
  }
  const item: unknown = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
  return { node: item, offset: isNode(item) ? item.range?.[0] : undefined };
}

function offsetOf(document: Document, path: SettingPath): number | undefined {
  let node: unknown = document.contents;
  let offset = isNode(node) ? node.range?.[0] : undefined;
  for (const step of path) {
    const next = stepInto(isAlias(node) ? node.resolve(document) : node, step);
    if (next.offset === undefined) return offset;
    node = next.node;
    offset = next.offset;
  }
  return offset;
}
