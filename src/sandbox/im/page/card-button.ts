import { type JsonObject, readObject, readObjects, readText } from '../../../util/json.ts';
import { safeHref } from './safe-href.ts';
import type { ShownButton } from './shown.ts';

/** A button; one whose number is not known cannot be pressed. */
export function shownButton(element: JsonObject, at: number): ShownButton {
  const href = hrefOf(element);
  const asked = readObject(element, 'confirm');
  const confirm = [wordOf(asked, 'title'), wordOf(asked, 'text')].filter((text) => text !== '').join('\n');
  return {
    kind: 'button',
    at,
    text: wordOf(element, 'text'),
    look: lookOf(readText(element, 'type') ?? ''),
    href: href === undefined ? null : safeHref(href),
    isDisabled: element.disabled === true || at < 0 || (href !== undefined && safeHref(href) === null),
    confirm: confirm === '' ? null : confirm,
  };
}

function wordOf(element: JsonObject, key: string): string {
  return readText(readObject(element, key), 'content') ?? '';
}

function lookOf(type: string): ShownButton['look'] {
  if (type.startsWith('primary')) return 'primary';
  if (type.startsWith('danger')) return 'danger';
  return type.includes('text') ? 'text' : 'default';
}

/** Of a button that does nothing else: one that also tells the app is pressed. */
function hrefOf(element: JsonObject): string | undefined {
  const behaviors = readObjects(element, 'behaviors');
  if (behaviors.some(({ type }) => type === 'callback') || element.value !== undefined) return undefined;
  const opens = behaviors.find(({ type }) => type === 'open_url');
  const url = opens === undefined ? null : readText(opens, 'default_url');
  return url ?? readText(element, 'url') ?? readText(readObject(element, 'multi_url'), 'url') ?? undefined;
}
