import type { Language } from '../../model/message.ts';

const quality = /^q=([01](?:\.\d{0,3})?)$/i;

/** Chinese where `Accept-Language` prefers any Chinese to any English, else English. */
export function languageOf(header: string | undefined): Language {
  const weight = { en: 0, zh: 0 };
  for (const range of (header ?? '').slice(0, 1_000).split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const given = parameters.map((parameter) => quality.exec(parameter)?.[1]).find((found) => found !== undefined);
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'en' || primary === 'zh') weight[primary] = Math.max(weight[primary], Number(given ?? 1));
  }
  return weight.zh > weight.en ? 'zh' : first(header);
}

/** Of two that are wanted alike, the one that is named first. */
function first(header: string | undefined): Language {
  return /^\s*zh\b[^;]*(?:,|$)/i.test(header ?? '') ? 'zh' : 'en';
}
