import { modules } from '../../src/feeds/registry.ts';
import { recommendedScope, type ScopeNeed } from '../../src/feeds/scopes.ts';
import type { Language } from '../../src/model/message.ts';
import { linkToOther } from './languages.ts';

interface PageTexts {
  readonly title: string;
  readonly about: readonly string[];
  readonly head: string;
  readonly columns: string;
  readonly comma: string;
  readonly condition: (when: string) => string;
}

const texts: Readonly<Record<Language, PageTexts>> = {
  en: {
    title: '# Scopes of the modules',
    about: [
      'Grant those of the modules that you replicate in the developer console (*Permissions & Scopes*), then publish a version. For each row the',
      'scope in the first column is enough; an app that has one of the second column needs no other. `larkstream check` names what is missing.',
      'Live replication needs the [scopes of the events](events.md) as well.',
    ],
    head: '| scope | or one of | opens |',
    columns: 'Without these, the platform leaves out columns and reports no error:',
    comma: ', ',
    condition: (when) => ` (${when})`,
  },
  zh: {
    title: '# 各模块所需的权限',
    about: [
      '在开发者后台（“权限管理”）为所同步的模块开通权限，然后发布版本。每一行开通第一列的权限即可；已有第二列中任意一项的应用无需再开通。',
      '`larkstream check` 会指出缺少的权限。实时同步还需要[各事件的权限](events.zh-CN.md)。',
    ],
    head: '| 权限 | 或其中任意一项 | 用于读取 |',
    columns: '没有以下权限时，平台不返回相应的列，也不报错：',
    comma: '、',
    condition: (when) => `（${when}）`,
  },
};

/** `docs/reference/scopes.md`: what an app must be granted for each module. */
export function renderScopesPage(language: Language): string {
  const { title, about, head, columns, comma, condition } = texts[language];
  const code = (scope: string): string => `\`${scope}\``;
  const rowOf = ({ anyOf, opens, condition: only }: ScopeNeed): string => {
    const scope = recommendedScope(anyOf);
    const others = anyOf.filter((other) => other !== scope).map(code);
    const use = `${opens[language]}${only === undefined ? '' : condition(only.when[language])}`;
    return `| ${code(scope)} | ${others.join(comma)} | ${use} |`;
  };
  const table = (needs: readonly ScopeNeed[]): string[] => [head, '| --- | --- | --- |', ...needs.map(rowOf), ''];
  const sections = modules.flatMap(({ title: name, scopes }) => [
    `## ${name[language]}`,
    '',
    ...table(scopes.calls),
    ...(scopes.columns.length === 0 ? [] : [columns, '', ...table(scopes.columns)]),
  ]);
  return [title, '', linkToOther('scopes', language), '', ...about, '', ...sections].join('\n');
}
