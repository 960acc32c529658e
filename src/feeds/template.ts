import type { Message } from '../model/message.ts';

/** What a module writes its lines of a new configuration file with. */
export interface TemplateWriter {
  /** A remark in the language of the file. */
  remark(message: Message): string;
  /** A text as YAML takes it for a text, and for this one. */
  scalar(text: string): string;
}

/** The lines of a module; `given` is what is known of its settings. */
export type ModuleTemplate<Settings extends object> = (
  given: Partial<Settings>,
  writer: TemplateWriter,
) => readonly string[];
