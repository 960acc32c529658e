import { Drawer } from '@mantine/core';
import { defineTexts, useTexts } from '../../texts/texts.ts';
import { NavLinks } from './side-nav.tsx';

const texts = defineTexts({
  navigation: { en: 'Navigation', zh: '导航' },
});

interface NavDrawerProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** All pages, on the phone. */
export function NavDrawer({ isOpen, onClose }: NavDrawerProps) {
  const said = useTexts(texts);
  return (
    <Drawer opened={isOpen} onClose={onClose} title={said.navigation} size={260}>
      <NavLinks onChoose={onClose} />
    </Drawer>
  );
}
