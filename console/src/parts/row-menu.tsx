import { ActionIcon, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

const texts = defineTexts({
  of: { en: (name: string) => `Actions of ${name}`, zh: (name) => `${name} 的操作` },
});

/** The acts of a row, behind three dots; `.` opens it. What it holds are `Menu.Item`s. */
export function RowMenu({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const said = useTexts(texts);
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={said.of(name)}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
