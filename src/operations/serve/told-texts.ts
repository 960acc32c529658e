import type { Language } from '../../model/message.ts';
import type { Redactor } from '../../model/redactor.ts';

/** In sentences for people who run the command line, a setting of the file that they wrote. */
const setting = /( ?)`destination\.(\w+)`/g;

/** What an attempt tells, for people who use a service: without secrets, and with the destination by the name that they gave it. */
export class ToldTexts {
  readonly #redactor: Redactor;
  readonly #destination: string | undefined;

  constructor(redactor: Redactor, destination: string | undefined) {
    this.#redactor = redactor;
    this.#destination = destination;
  }

  text(text: string, language: Language): string {
    const name = this.#destination;
    const redacted = this.#redactor.redact(text);
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

type MapText = (text: string, language: Language) => string;

function mapTexts<T>(value: T, map: MapText, language: Language): T;
function mapTexts(value: unknown, map: MapText, language: Language): unknown {
  if (typeof value === 'string') return map(value, language);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map, language));
  if (typeof value !== 'object' || value === null) return value;
  const mapped = Object.entries(value).map(([key, item]) => [key, mapTexts(item, map, key === 'zh' ? 'zh' : language)]);
  return Object.fromEntries(mapped);
}
