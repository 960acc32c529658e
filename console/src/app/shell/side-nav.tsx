import { Link } from '@tanstack/react-router';
import { foldNavigation, useIsNavigationNarrow } from '../../data/navigation-width.ts';
import { Icon } from '../../parts/icon.tsx';
import { Logo } from '../../parts/logo.tsx';
import { defineTexts, useTexts } from '../../texts/texts.ts';
import { type NavigationPlace, useNavigation } from '../navigation.ts';
import classes from './side-nav.module.css';

const texts = defineTexts({
  main: { en: 'Main', zh: '主导航' },
  data: { en: '', zh: '' },
  messages: { en: 'Messages and events', zh: '消息与事件' },
  service: { en: 'Service', zh: '服务' },
  fold: { en: 'Fold the navigation', zh: '收起导航' },
  unfold: { en: 'Unfold the navigation', zh: '展开导航' },
});

const groups = ['data', 'messages', 'service'] as const;

/** The pages at the left; on the phone they are in a drawer. */
export function SideNav() {
  const isNarrow = useIsNavigationNarrow();
  return (
    <div className={`${classes.side} ${isNarrow ? classes.narrow : ''}`}>
      <NavLinks isNarrow={isNarrow} />
      <FoldButton isNarrow={isNarrow} />
    </div>
  );
}

function FoldButton({ isNarrow }: { readonly isNarrow: boolean }) {
  const said = useTexts(texts);
  const word = isNarrow ? said.unfold : said.fold;
  return (
    <button
      type="button"
      className={`${classes.link} ${classes.fold}`}
      title={isNarrow ? word : undefined}
      onClick={() => foldNavigation(!isNarrow)}
    >
      <Icon name="left" className={isNarrow ? classes.turned : undefined} />
      <span>{word}</span>
    </button>
  );
}

interface NavLinksProps {
  readonly onChoose?: () => void;
  /** Signs only; the words are still heard, and shown to the pointer. */
  readonly isNarrow?: boolean;
}

/** All pages that the person may see, in their groups. */
export function NavLinks({ onChoose, isNarrow = false }: NavLinksProps) {
  const said = useTexts(texts);
  const places = useNavigation();
  return (
    <nav aria-label={said.main} className={classes.nav}>
      <Link to="/" className={classes.logo} onClick={onChoose}>
        <Logo />
        <span>Larkstream</span>
      </Link>
      {groups.map((group) => {
        const mine = places.filter((place) => place.group === group);
        return mine.length === 0 ? null : (
          <div key={group}>
            {said[group] === '' ? null : <div className={classes.section}>{said[group]}</div>}
            <ul>
              {mine.map((place) => (
                <li key={place.to}>
                  <NavLink place={place} isNarrow={isNarrow} onChoose={onChoose} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

function NavLink({
  place,
  isNarrow,
  onChoose,
}: {
  readonly place: NavigationPlace;
  readonly isNarrow: boolean;
  readonly onChoose: (() => void) | undefined;
}) {
  return (
    <Link
      to={place.to}
      className={classes.link}
      title={isNarrow ? place.text : undefined}
      activeProps={{ className: classes.on, 'aria-current': 'page' }}
      activeOptions={{ exact: place.to === '/', includeSearch: false }}
      onClick={onChoose}
    >
      <Icon name={place.icon} />
      <span>{place.text}</span>
    </Link>
  );
}
