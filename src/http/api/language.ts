import type { Language } from '../../model/message.ts';

const quality = /^q=([01](?:\.\d{0,3})?)$/i;

/** In which languages an asker reads problems. */
export interface Reading {
  readonly language: Language;
  /** Chinese, too, beside the English: for programs that hand both on. */
  readonly isInBoth: boolean;
}

/** Chinese where `Accept-Language` prefers any Chinese to any English, else English; Chinese beside it where that is accepted as well. */
export function readingOf(header: string | undefined): Reading {
  const language = languageOf(header);
  return { language, isInBoth: language === 'en' && weightsOf(header).zh > 0 };
}

/** Chinese where `Accept-Language` prefers any Chinese to any English, else English. */
export function languageOf(header: string | undefined): Language {
  const weight = weightsOf(header);
  return weight.zh > weight.en ? 'zh' : first(header);
}

function weightsOf(header: string | undefined): Readonly<Record<Language, number>> {
  const weight = { en: 0, zh: 0 };
  for (const range of (header ?? '').slice(0, 1_000).split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const given = parameters.map((parameter) => quality.exec(parameter)?.[1]).find((found) => found !== undefined);
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'en' || primary === 'zh') weight[primary] = Math.max(weight[primary], Number(given ?? 1));
  }
  return weight;
}

/** Of two that are wanted alike, the one that is named first. */
function first(header: string | undefined): Language {
  return /^\s*zh\b[^;]*(?:,|$)/i.test(header ?? '') ? 'zh' : 'en';
}
