import { Tabs } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

/** The heads of tabs, in one line: on the phone it moves, and the one that an address opens is in view. */
export function TabList({ children }: { readonly children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[data-active]');
    if (list.current !== null && open != null) list.current.scrollLeft = open.offsetLeft - open.offsetWidth / 2;
  }, []);
  return (
    <Tabs.List ref={list} mb={16}>
      {children}
    </Tabs.List>
  );
}
