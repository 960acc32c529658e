import { defineTexts, useTexts } from '../texts/texts.ts';

const texts = defineTexts({
  thenWord: { en: 'then', zh: '然后' },
});

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Keys as they stand on the keyboard. */
export function KeySigns({ keys }: { readonly keys: string }) {
  const said = useTexts(texts);
  const [first = '', second] = keys.split(' ');
  return (
    <>
      <kbd>{signOf(first)}</kbd>
      {second === undefined ? null : (
        <>
          {` ${said.thenWord} `}
          <kbd>{signOf(second)}</kbd>
        </>
      )}
    </>
  );
}

/** What stands on a key. */
function signOf(key: string): string {
  return key.startsWith('mod+') ? `${isApple ? '⌘' : 'Ctrl '}${key.slice(4).toUpperCase()}` : key;
}
