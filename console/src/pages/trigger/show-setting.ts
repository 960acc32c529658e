/** Goes to a setting of the form by its path, such as `session.idleMs`; where its group has a form of its own, to that. */
export function showSetting(path: string): void {
  const [group = ''] = path.split('.');
  const field =
    document.querySelector<HTMLElement>(`[data-setting="${path}"]`) ??
    document.querySelector<HTMLElement>(`[data-setting^="${group}"]`);
  field?.scrollIntoView({ block: 'center' });
  // After what was open has closed, which gives the focus back.
  setTimeout(() => field?.querySelector<HTMLElement>('input, button, textarea')?.focus({ preventScroll: true }));
}
