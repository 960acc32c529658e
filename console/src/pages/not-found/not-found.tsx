import { Door } from '../../parts/door.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { defineTexts, useTexts } from '../../texts/texts.ts';

const texts = defineTexts({
  title: { en: 'There is no such page', zh: '没有此页面' },
  why: { en: 'The address may be mistyped, or the thing has been deleted.', zh: '地址可能有误，或内容已被删除。' },
  first: { en: 'Go to the first page', zh: '前往首页' },
});

/** For addresses that no page has. */
export function NotFound() {
  const said = useTexts(texts);
  return (
    <Door title={said.title}>
      <p>{said.why}</p>
      <PlaceLink to="/">{said.first}</PlaceLink>
    </Door>
  );
}
