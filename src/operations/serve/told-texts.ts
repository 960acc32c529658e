import { normalize, sep } from 'node:path';
import type { Language } from '../../model/message.ts';
import type { Redactor } from '../../model/redactor.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import { escapePattern } from '../../util/escape-pattern.ts';

/** In sentences for people who run the command line, a setting of the file that they wrote. */
const setting = /( ?)`destination\.(\w+)`/g;

/** How people know what is written to. */
type Known = Pick<LoadedConfig, 'destination' | 'filesRoot'>;

/**
 * What an attempt tells, for people who use a service: without secrets, with the destination by the name that they gave it, and its files by the path
 * that they gave, without the folder of the machine.
 */
export class ToldTexts {
  readonly #redactor: Redactor;
  readonly #destination: string | undefined;
  readonly #root: RegExp | undefined;

  constructor(redactor: Redactor, { destination, filesRoot }: Known) {
    this.#redactor = redactor;
    this.#destination = destination;
    this.#root = filesRoot === undefined ? undefined : startOf(filesRoot);
  }

  text(text: string, language: Language): string {
    const name = this.#destination;
    const whole = this.#redactor.redact(text);
    const redacted = this.#root === undefined ? whole : whole.replaceAll(this.#root, '');
    if (name === undefined) return redacted;
    return redacted.replaceAll(setting, (_, space: string, of: string) =>
      language === 'zh' ? `目标“${name}”的 \`${of}\`` : `${space}\`${of}\` of the destination “${name}”`,
    );
  }

  /** Every text of a value. What is Chinese stands under `zh`. */
  all<T>(value: T): T {
    return mapTexts(value, (text, language) => this.text(text, language), 'en');
  }
}

/** Of a path below the folder, and of no longer path that holds its name. Undefined for the folder that holds everything. */
function startOf(root: string): RegExp | undefined {
  const plain = normalize(`${root}${sep}`);
  return plain === sep ? undefined : new RegExp(`(?<![\\w./\\\\-])${escapePattern(plain)}`, 'g');
}

type MapText = (text: string, language: Language) => string;

function mapTexts<T>(value: T, map: MapText, language: Language): T;
function mapTexts(value: unknown, map: MapText, language: Language): unknown {
  if (typeof value === 'string') return map(value, language);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map, language));
  if (typeof value !== 'object' || value === null) return value;
  const mapped = Object.entries(value).map(([key, item]) => [key, mapTexts(item, map, key === 'zh' ? 'zh' : language)]);
  return Object.fromEntries(mapped);
}
