import { useEffect, useState } from 'react';

const nearTop = 80;

/** Whether the page is not scrolled down, but for a little. */
export function useIsAtTop(): boolean {
  const [isAtTop, setAtTop] = useState(true);
  useEffect(() => {
    const look = (): void => setAtTop(scrollY < nearTop);
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, []);
  return isAtTop;
}
