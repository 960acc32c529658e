import { displayWidth } from '../../src/cli/print/display-width.ts';
import { isObject, type JsonValue, readText } from '../../src/util/json.ts';

/** What stands in every language as it is: code, other people's words, addresses, paths, options, ids, names with dots. */
const untranslatable: readonly RegExp[] = [
  /^ +\$ .*$/gm,
  /`[^`]*`/g,
  /“[^”]*”/gs,
  /\b(?:https?|postgres(?:ql)?):\/\/[^\s，。；）]+/g,
  /\([^()\s]*=[^()\s]*\)/g,
  // What a word of a command line may be.
  /（可选：[^）]*）/g,
  /[\w.:%~-]*\/[\w.:%~/-]+/g,
  /--?[A-Za-z][\w-]*/g,
  /<[^<>]*>|\[[^[\]]*\]/g,
  /\b\w+(?:、\s*\w+)*（[\w:.]+(?:\s+或\s+[\w:.]+)*）/g,
  /[\w…]*(?:[.:_=/*@-][\w…*]+)+/g,
  /\b[A-Z0-9_]+\b/g,
  /\b\w*\d\w*\b/g,
];

/** Names of products and of things in the developer console, and words that a person types. */
const names =
  /\b(?:Larkstream|Lark|Feishu|Airbyte|DuckDB|Postgres|PostgreSQL|Parquet|Node|App Secret|App|Secret|Encrypt Key|Verification Token|Key|Open|Schema|Webhook|webhook|Ctrl|token|schema|shell|bash|zsh|fish|documented|off|feishu|lark|dead|pending|done|kept|taken|refused|shadow|none|replication|refresh|reconnect|disconnect|rotate|retire|verify|reset|json|text|root|en|zh|or|app|seed|larkstream|init|check|sync|syncc|nosuch|id|sequence|name|email|mobile|region|source|destination|modules|duckdb|postgres|parquet|ndjson|csv|linux|darwin)\b/g;

/** English words that a Chinese reader would meet in this text. */
export function englishWords(text: string): string[] {
  // A line may break between a name and what stands in brackets behind it.
  const joined = text.replaceAll(/\n +(?=（)/g, '');
  const rest = [...untranslatable, names].reduce((shown, pattern) => shown.replaceAll(pattern, ' '), joined);
  return rest.match(/[A-Za-z]{2,}/g) ?? [];
}

/** Colons of English after Chinese words, and blanks after colons that are wide enough. */
export function halfWidthColons(text: string): string[] {
  return text.match(/[\u4e00-\u9fff”）]:|： /g) ?? [];
}

/** Signs that steer a terminal instead of being shown. */
export function controlSigns(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g) ?? [];
}

/** Lines that are wider than the terminal although they have a place where they could break. */
export function wideLines(text: string, columns: number): string[] {
  const mayBreak = (line: string): boolean =>
    line
      .trim()
      .split(/\s+/)
      .every((word) => displayWidth(word) < columns - 24);
  // What is to be copied, such as an example, is not broken.
  const isCode = (line: string): boolean => /^ +\$ /.test(line);
  return text.split('\n').filter((line) => !isCode(line) && displayWidth(line) > columns && mayBreak(line));
}

export interface Twin {
  readonly en: string;
  readonly zh: string | null;
}

/** Every sentence in a JSON line, with its Chinese twin; null where there is none. */
export function twins(value: JsonValue): Twin[] {
  if (Array.isArray(value)) return value.flatMap(twins);
  if (!isObject(value)) return [];
  const zh = isObject(value.zh) ? value.zh : {};
  const own = ['message', 'cure'].flatMap((key): Twin[] => {
    const en = readText(value, key);
    return en === null ? [] : [{ en, zh: readText(zh, key) }];
  });
  const below = Object.entries(value).flatMap(([key, item]) => (key === 'zh' || item === undefined ? [] : twins(item)));
  return [...own, ...below];
}
