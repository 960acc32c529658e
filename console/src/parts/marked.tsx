import { Fragment, type ReactNode } from 'react';

/** A text of the service or of the documentation, in which commands and names of settings stand between backticks. */
export function Marked({ text }: { readonly text: string }) {
  const pieces: ReactNode[] = [];
  for (const piece of text.split('`')) {
    const at = pieces.length;
    pieces.push(at % 2 === 1 ? <code key={at}>{piece}</code> : <Fragment key={at}>{piece}</Fragment>);
  }
  return pieces;
}
