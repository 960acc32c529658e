import { isSettings, type Settings } from '../../data/setting-fields.ts';
import { useValueWord } from '../../parts/value-words.ts';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import { useTitles } from './use-titles.ts';

const nothing = '–';

/** Says a value of a setting in the words of the form; of a list and of a group, each on a line. */
export function useValueText(): (path: string, value: unknown) => string {
  const plainOf = usePlainText();
  const groupOf = useGroupText();
  const shown = (path: string, value: unknown): string => {
    if (Array.isArray(value)) return value.map((one) => shown(path, one)).join('\n') || nothing;
    return isSettings(value) ? groupOf(path, value, shown) : plainOf(path, value);
  };
  return shown;
}

const nameOf = (path: string): string => path.split('.').at(-1) ?? '';

function usePlainText(): (path: string, value: unknown) => string {
  const said = useTexts(texts);
  const format = useFormat();
  const wordOf = useValueWord();
  return (path, value) => {
    const name = nameOf(path);
    if (typeof value === 'boolean') return value ? said.isOn : said.isOff;
    if (typeof value === 'number')
      return name.endsWith('Ms') && value > 0 ? format.duration(value) : format.number(value);
    return typeof value === 'string' && value !== '' ? wordOf(name, value) : nothing;
  };
}

type Shown = (path: string, value: unknown) => string;

function useGroupText(): (path: string, value: Settings, shown: Shown) => string {
  const titleOf = useTitles();
  const wordOf = useValueWord();
  return (path, value, shown) => {
    // A condition is a sentence: `event.status is one of APPROVED, REJECTED`.
    if (nameOf(path) === 'fields') {
      const wanted = Array.isArray(value.value) ? value.value.join(', ') : String(value.value ?? '');
      return [String(value.path), wordOf('is', String(value.is)), wanted].join(' ').trim();
    }
    const own = (key: string): string => titleOf(`${path}.${key}`).split(' › ').at(-1) ?? key;
    return Object.entries(value)
      .map(([key, one]) => `${own(key)}: ${shown(`${path}.${key}`, one)}`)
      .join('\n');
  };
}
