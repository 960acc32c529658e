const focus = (field: HTMLElement | null): void => field?.focus();

/** For the first field of a dialog: it has the focus also where it comes after the dialog has opened, once what it needs is read. */
export const firstField = { 'data-autofocus': true, ref: focus } as const;
