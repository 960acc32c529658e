import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { basePath } from '../data/client.ts';

interface PlaceButtonProps {
  /** A path of the console, such as `/connect?region=lark`. */
  readonly to: string;
  readonly isPlain?: boolean;
  readonly children: ReactNode;
}

/** A link to another place of the console that looks like a button: the one thing to do next. */
export function PlaceButton({ to, isPlain = false, children }: PlaceButtonProps) {
  const { history } = useRouter();
  const place = basePath + to;
  const go = (event: MouseEvent): void => {
    // Another tab or window is the browser's.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.push(place);
  };
  return (
    <Button component="a" href={place} variant={isPlain ? 'default' : 'filled'} onClick={go}>
      {children}
    </Button>
  );
}
