/** Text in the languages the tenant was set up with; the first one is the definition's default. */
export interface Localised {
  readonly zh: string;
  readonly en: string;
}

export interface WidgetSpec {
  readonly id: string;
  readonly type: string;
  readonly name: Localised;
  readonly customId?: string;
  readonly required?: boolean;
  readonly options?: readonly (Localised & { readonly key: string })[];
  /** Options come from an external source: values are then option ids. */
  readonly external?: boolean;
  /** Columns of a detail table. */
  readonly children?: readonly WidgetSpec[];
}

export interface NodeSpec {
  readonly id: string;
  readonly customId?: string;
  readonly name: Localised;
  readonly type: 'AND' | 'OR' | 'SEQUENTIAL' | 'CC_NODE';
  readonly approvers: number;
}

export interface DefinitionSpec {
  readonly name: Localised;
  readonly defaultLanguage: 'zh' | 'en';
  readonly widgets: readonly WidgetSpec[];
  readonly nodes: readonly NodeSpec[];
}

/** The text in the language of a `locale` parameter; without one, in the definition's own. */
export function inLocale(text: Localised, locale: string | null | undefined, fallback: 'zh' | 'en'): string {
  if (!locale) return text[fallback];
  return locale.startsWith('zh') ? text.zh : text.en;
}
