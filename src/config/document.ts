import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { isDeeperThan } from '../util/is-deeper-than.ts';
import { aliasFaults, faultKinds } from './fault-kinds.ts';
import { joinLines } from './lines.ts';

/** Where in the configuration something stands: keys and indexes from the top. */
export type SettingPath = readonly PropertyKey[];

/** A configuration file as plain values, with the line of every one of them. */
export interface ParsedDocument {
  readonly value: unknown;
  /** 1-based line of the setting, or of the nearest one above it that exists. */
  lineOf(path: SettingPath): number | undefined;
}

interface Fault {
  readonly offset: number;
  readonly kind: Message;
}

/** No configuration is anywhere near it. */
const deepest = 64;

/**
 * Reads YAML 1.2, of which JSON is a part. No message holds any of the text.
 * @throws ConfigError `config.file.malformed` with line, column and kind of each fault.
 */
export function parseConfigText(text: string, file: string): ParsedDocument {
  const lines = new LineCounter();
  const refuse = (faults: readonly Fault[]): ConfigError => {
    const messages = faults.map(({ offset, kind }): Message => {
      const { line, col } = lines.linePos(offset);
      return { en: `${file}:${line}:${col}: ${kind.en}`, zh: `${file}:${line}:${col}：${kind.zh}` };
    });
    return new ConfigError({ code: 'config.file.malformed', message: joinLines(messages) });
  };
  const tooDeep: Fault = { offset: 0, kind: faultKinds.RESOURCE_EXHAUSTION };
  const document = orTooDeep(() => read(text, lines));
  if (document === undefined) throw refuse([tooDeep]);
  if (document.faults.length > 0) throw refuse(document.faults);
  const value = toValue(document.parsed);
  if (value === undefined) throw refuse([{ offset: 0, kind: aliasFaults.tooMany }]);
  if (isDeeperThan(deepest, value.value)) throw refuse([tooDeep]);
  const offsetOf = createOffsets(document.parsed);
  return {
    value: value.value,
    lineOf: (path) => {
      const offset = offsetOf(path);
      return offset === undefined ? undefined : lines.linePos(offset).line;
    },
  };
}

interface Read {
  readonly parsed: Document;
  readonly faults: readonly Fault[];
}

/** Duplicate keys are looked for here, because the parser compares each key with every other. */
function read(text: string, lines: LineCounter): Read {
  const parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const faults = parsed.errors.map(({ pos, code }): Fault => ({ offset: pos[0], kind: faultKinds[code] }));
  return { parsed, faults: faults.length > 0 ? faults : structureFaults(parsed) };
}

/** The parser and the walks over its tree call themselves for each level. */
function orTooDeep<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function structureFaults(document: Document): Fault[] {
  const faults: Fault[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Alias: (_, alias, path) => {
      const offset = alias.range?.[0] ?? 0;
      if (path.some((above) => anchorOf(above) === alias.source))
        faults.push({ offset, kind: aliasFaults.selfReference });
      else if (!anchors.has(alias.source)) faults.push({ offset, kind: aliasFaults.unresolved });
    },
    Value: (_, node) => {
      if (node.anchor !== undefined) anchors.add(node.anchor);
      if (isMap(node)) faults.push(...duplicateKeys(node));
    },
  });
  return faults;
}

function anchorOf(node: Document | Node | Pair): string | undefined {
  return isScalar(node) || isCollection(node) ? node.anchor : undefined;
}

function duplicateKeys({ items }: YAMLMap): Fault[] {
  const seen = new Set<unknown>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    if (seen.has(key.value)) return [{ offset: key.range?.[0] ?? 0, kind: faultKinds.DUPLICATE_KEY }];
    seen.add(key.value);
    return [];
  });
}

/** Undefined when its aliases multiply too much; the thrown error is not kept, because it names the alias. */
function toValue(document: Document): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch {
    return undefined;
  }
}

type Step = { readonly node: unknown; readonly offset: number | undefined };

/** Where a path begins in the text; each group is indexed once, so that asking for many paths stays quick. */
function createOffsets(document: Document): (path: SettingPath) => number | undefined {
  const indexes = new WeakMap<YAMLMap, ReadonlyMap<unknown, Step>>();
  const indexOf = (map: YAMLMap): ReadonlyMap<unknown, Step> => {
    const known = indexes.get(map);
    if (known !== undefined) return known;
    const made = new Map(
      map.items.map(({ key, value }): [unknown, Step] => [
        isScalar(key) ? key.value : key,
        { node: value, offset: isNode(key) ? key.range?.[0] : undefined },
      ]),
    );
    indexes.set(map, made);
    return made;
  };
  const stepInto = (node: unknown, step: PropertyKey): Step => {
    if (isMap(node)) return indexOf(node).get(step) ?? { node: undefined, offset: undefined };
    const item: unknown = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
    return { node: item, offset: isNode(item) ? item.range?.[0] : undefined };
  };
  return (path) => {
    let node: unknown = document.contents;
    let offset = isNode(node) ? node.range?.[0] : undefined;
    for (const step of path) {
      const next = stepInto(isAlias(node) ? node.resolve(document) : node, step);
      if (next.offset === undefined) return offset;
      node = next.node;
      offset = next.offset;
    }
    return offset;
  };
}
