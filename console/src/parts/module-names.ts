import { useCatalogue } from '../data/catalogue.ts';
import { useLanguage } from '../texts/texts.ts';

/** What people call modules: 通讯录 for `contact`; its own word while the catalogue is read. */
export function useModuleNames(): (modules: readonly string[]) => string {
  const language = useLanguage();
  const { data } = useCatalogue();
  const known = data?.items[0]?.modules ?? [];
  const nameOf = (module: string): string => known.find(({ name }) => name === module)?.title[language] ?? module;
  return (modules) => modules.map(nameOf).join(language === 'zh' ? '、' : ', ');
}
