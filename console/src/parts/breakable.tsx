import { Fragment } from 'react';

/** A name without spaces, such as that of a stream, an endpoint or a scope: a line that is too narrow ends behind one of its signs, not within a word. */
export function Breakable({ name }: { readonly name: string }) {
  return name.split(/(?<=[_/.:])/).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name stay where they are
    <Fragment key={at}>
      {at === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
}
