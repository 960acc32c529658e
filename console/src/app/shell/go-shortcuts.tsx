import { useNavigate } from '@tanstack/react-router';
import { useShortcut } from '../../keys/shortcuts.ts';
import { defineTexts, useTexts } from '../../texts/texts.ts';
import { type NavigationPlace, useNavigation } from '../navigation.ts';

const texts = defineTexts({
  go: { en: (page: string) => `Go to ${page}`, zh: (page) => `前往“${page}”` },
});

/** `g` and the letter of a page lead to it. */
export function GoShortcuts() {
  return useNavigation().map((place) => <GoShortcut key={place.to} place={place} />);
}

function GoShortcut({ place }: { readonly place: NavigationPlace }) {
  const said = useTexts(texts);
  const navigate = useNavigate();
  useShortcut({ keys: `g ${place.key}`, text: said.go(place.text), act: () => void navigate({ to: place.to }) });
  return null;
}
