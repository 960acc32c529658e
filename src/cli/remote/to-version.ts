import type { Message } from '../../model/message.ts';
import { usageError } from '../usage-error.ts';

/** A version of a trigger as people write it; `hint` says what else may have been meant. @throws ConfigError `config.usage.invalid` */
export function toVersion(text: string, hint: Message = { en: '', zh: '' }): 'draft' | 'published' | number {
  if (text === 'draft' || text === 'published') return text;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw usageError(
    {
      en: `“${text}” is no version: give its number, draft or published${hint.en}`,
      zh: `“${text}”不是版本：请写版本号、\`draft\` 或 \`published\`${hint.zh}`,
    },
    'larkstream triggers',
  );
}
