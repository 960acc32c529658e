import type { JsonObject } from '../../util/json.ts';
import type { DefinitionSpec } from './definition-spec.ts';
import type { FormContext } from './form-context.ts';
import { shownWidget, widgetContent } from './widget-content.ts';

/** What an instance's form holds: generated from a number, or written by the person who (re)submitted it. */
export type FormContent = { readonly seed: number } | { readonly widgets: readonly JsonObject[] };

/** The form as the detail answers it: JSON in a string, without the widgets that were left empty. */
export function formText(content: FormContent, definition: DefinitionSpec, context: FormContext): string {
  const widgets = 'widgets' in content ? content.widgets : generatedWidgets(content.seed, definition, context);
  // The platform's encoder writes & as \u0026 inside the string (seen in captured answers).
  return JSON.stringify(widgets).replaceAll('&', '\\u0026');
}

function generatedWidgets(seed: number, definition: DefinitionSpec, context: FormContext): readonly JsonObject[] {
  return definition.widgets.flatMap((spec): JsonObject[] => {
    const content = widgetContent(spec, seed, context);
    return content === undefined ? [] : [shownWidget(spec, content, context)];
  });
}
