import { usageError } from '../usage-error.ts';

/** A version of a trigger as people write it. @throws ConfigError `config.usage.invalid` */
export function toVersion(text: string): 'draft' | 'published' | number {
  if (text === 'draft' || text === 'published') return text;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw usageError(
    {
      en: `“${text}” is no version: give its number, draft or published`,
      zh: `“${text}”不是版本：请写版本号、\`draft\` 或 \`published\``,
    },
    'larkstream triggers',
  );
}
