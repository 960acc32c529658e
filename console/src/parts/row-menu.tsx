import { ActionIcon, Menu } from '@mantine/core';
import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from 'react';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

const texts = defineTexts({
  of: { en: (name: string) => `Actions of ${name}`, zh: (name) => `${name} 的操作` },
});

interface RowMenuProps {
  readonly name: string;
  readonly children: ReactNode;
}

/** The acts of a row, behind three dots; `.` opens it. What it holds are `Menu.Item`s. */
export function RowMenu({ name, children }: RowMenuProps) {
  // Menus of fifty rows are most of the time that a list takes to be drawn: each is made when it is asked for.
  const [isAsked, setAsked] = useState(false);
  if (isAsked) return <OpenedMenu name={name}>{children}</OpenedMenu>;
  return <Dots name={name} aria-haspopup="menu" aria-expanded={false} onClick={() => setAsked(true)} />;
}

function OpenedMenu({ name, children }: RowMenuProps) {
  const dots = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    // It stands in the place of the button that was pressed, and has the focus again when the menu is closed.
    dots.current?.focus();
    setOpen(true);
  }, []);
  return (
    <Menu position="bottom-end" width={200} opened={isOpen} onChange={setOpen}>
      <Menu.Target>
        <Dots name={name} ref={dots} />
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

function Dots({ name, ...others }: ComponentProps<typeof ActionIcon<'button'>> & { readonly name: string }) {
  const said = useTexts(texts);
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={said.of(name)} {...others}>
      <Icon name="more" />
    </ActionIcon>
  );
}
