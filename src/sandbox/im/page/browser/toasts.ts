import { element } from './dom.ts';
import { texts } from './texts.ts';

const shownMs = 4_000;

/** Where short notes appear. */
export const toasts: HTMLElement = element('div', { class: 'toasts', role: 'status' });

/** Shows a short note for a moment. */
export function toast(text: string, type = 'info'): void {
  const note = element('div', { class: `toast ${['success', 'warning', 'error'].includes(type) ? type : ''}` }, text);
  toasts.append(note);
  setTimeout(() => note.remove(), shownMs);
}

/** Does something, and says so where it fails. Gives whether it went well. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (reason) {
    toast(texts.failed(reason instanceof Error ? reason.message : String(reason)), 'error');
    return false;
  }
}
