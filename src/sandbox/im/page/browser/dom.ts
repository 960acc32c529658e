type Child = Node | string | null;

/** An element with attributes and children; texts become text, never HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | null>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/** A button that does something. */
export function button(
  content: Child,
  act: () => void,
  attributes: Readonly<Record<string, string | null>> = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, content);
  made.addEventListener('click', act);
  return made;
}

/** A round sign in the place of a picture. */
export function face(name: string, isBot: boolean): HTMLElement {
  const sign = isBot ? '⌘' : ([...name][0] ?? '?');
  return element('span', { class: isBot ? 'face bot' : 'face', 'aria-hidden': 'true' }, sign);
}

/** Puts other children in the place of those that are there, and the focus back to where it was among them. */
export function fill(parent: HTMLElement, ...children: readonly Child[]): void {
  const focusable = 'button, input, select, a';
  const at = [...parent.querySelectorAll(focusable)].findIndex((one) => one.matches(':focus'));
  parent.replaceChildren(...children.filter((child) => child !== null));
  const again = at < 0 ? undefined : [...parent.querySelectorAll<HTMLElement>(focusable)][at];
  again?.focus();
}
