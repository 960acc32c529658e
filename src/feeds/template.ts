import type { Message } from '../model/message.ts';
import type { BaseTableSettings } from './base/settings.ts';

/** What a person has answered about modules, before there is a configuration. */
export interface TemplateAnswers {
  readonly approvalCodes?: readonly string[];
  /** `app_token` alone, all tables of each. */
  readonly baseTokens?: readonly string[];
  /** Links and single tables, besides. */
  readonly baseTables?: readonly BaseTableSettings[];
  /** Where Contact starts; everything that the app sees when empty. */
  readonly departmentIds?: readonly string[];
  readonly startDate?: string;
}

interface TemplateWriter {
  /** A remark in the language of the file. */
  remark(message: Message): string;
  /** A text as YAML takes it for a text, and for this one. */
  scalar(text: string): string;
}

/** The lines of a module, from `<name>:` on, without the indent of the whole. */
export type ModuleTemplate = (answers: TemplateAnswers, writer: TemplateWriter) => readonly string[];
