/** Text in the languages the tenant was set up with; the first one is the definition's default. */
export interface Localised {
  readonly zh: string;
  readonly en: string;
}

/** A control of a form. `type` is the name that the platform gives it: `radioV2`, `fieldList`, `leaveGroupV2` … */
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

/** A step of the flow. `approvers` people get a task in it; in a `CC_NODE` as many get a copy. */
export interface NodeSpec {
  readonly id: string;
  readonly customId?: string;
  readonly name: Localised;
  readonly type: 'AND' | 'OR' | 'SEQUENTIAL' | 'CC_NODE';
  readonly approvers: number;
}

/** The form and the flow of a definition, in both languages; a payload takes the language of its `locale`. */
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
