import type { Language } from '../../src/model/message.ts';

/** `cli.md`, `cli.zh-CN.md`: how the pages of a language are called. */
export function fileOf(page: string, language: Language): string {
  return language === 'en' ? `${page}.md` : `${page}.zh-CN.md`;
}

/** The link to the same page in the other language, which stands below the heading. */
export function linkToOther(page: string, language: Language): string {
  return language === 'en' ? `[简体中文](${fileOf(page, 'zh')})` : `[English](${fileOf(page, 'en')})`;
}
