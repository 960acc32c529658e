/** Brings the first field that is not right into view: it may be far above the button that was pressed. */
export function showFirstFault(): void {
  const field = document.querySelector('main .mantine-InputWrapper-error')?.closest('.mantine-InputWrapper-root');
  field?.scrollIntoView({ block: 'center' });
  field?.querySelector('input')?.focus({ preventScroll: true });
}
