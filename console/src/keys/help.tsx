import { Modal } from '@mantine/core';
import { defineTexts, useTexts } from '../texts/texts.ts';
import classes from './help.module.css';
import { KeySigns } from './key-signs.tsx';
import { useShortcuts } from './shortcuts.ts';

const texts = defineTexts({
  title: { en: 'Keyboard shortcuts', zh: '键盘快捷键' },
  open: { en: 'Open the row', zh: '打开所选行' },
  leave: { en: 'Close what is open', zh: '关闭打开的内容' },
});

interface HelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** All shortcuts that work on this page. */
export function Help({ isOpen, onClose }: HelpProps) {
  const said = useTexts(texts);
  const shortcuts = useShortcuts();
  const always = [
    { keys: 'Enter', text: said.open },
    { keys: 'Esc', text: said.leave },
  ];
  const unique = [...new Map(shortcuts.map((each) => [each.keys, each])).values()];
  return (
    <Modal opened={isOpen} onClose={onClose} title={said.title}>
      <dl className={classes.list}>
        {[...unique, ...always].map(({ keys, text }) => (
          <div key={keys}>
            <dt>
              <KeySigns keys={keys} />
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
