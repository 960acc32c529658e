import type { Language } from '../../model/message.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { LarkUser } from '../../model/triggers/tables.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { guessLanguage } from '../rules/guess-language.ts';
import { languageOf } from './flow-parts.ts';

/** In which language somebody is spoken to: the trigger's, what is known of the person, what the person has written in, the region's. */
export function speechLanguage(
  { reply }: Pick<TriggerSettings, 'reply'>,
  given: {
    readonly user: Pick<LarkUser, 'language'> | undefined;
    readonly integration: Pick<Integration, 'region'>;
    readonly text: string;
  },
): Language {
  if (reply.language !== 'user') return reply.language;
  const guessed = guessLanguage(given.text);
  return given.user?.language ?? (guessed === 'zh' || guessed === 'en' ? guessed : languageOf(given.integration));
}
