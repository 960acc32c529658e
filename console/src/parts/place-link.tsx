import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface PlaceLinkProps {
  /** A path of the console, such as `/pipelines/pl_…?tab=runs`. */
  readonly to: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
  /** The language of a name that people gave, where it is known. */
  readonly lang?: string;
}

/** A link to another place of the console, whichever page has it. */
export function PlaceLink({ to, className, children, lang }: PlaceLinkProps) {
  return (
    <Link to={to} className={className} lang={lang}>
      {children}
    </Link>
  );
}
