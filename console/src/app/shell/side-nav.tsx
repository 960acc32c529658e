import { Link } from '@tanstack/react-router';
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
});

const groups = ['data', 'messages', 'service'] as const;

/** The pages at the left; on the phone they are in a drawer. */
export function SideNav() {
  return (
    <div className={classes.side}>
      <NavLinks />
    </div>
  );
}

/** All pages that the person may see, in their groups. */
export function NavLinks({ onChoose }: { readonly onChoose?: () => void }) {
  const said = useTexts(texts);
  const places = useNavigation();
  return (
    <nav aria-label={said.main} className={classes.nav}>
      <Link to="/" className={classes.logo} onClick={onChoose}>
        <Logo />
        Larkstream
      </Link>
      {groups.map((group) => {
        const mine = places.filter((place) => place.group === group);
        return mine.length === 0 ? null : (
          <div key={group}>
            {said[group] === '' ? null : <div className={classes.section}>{said[group]}</div>}
            <ul>
              {mine.map((place) => (
                <li key={place.to}>
                  <NavLink place={place} onChoose={onChoose} />
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
  onChoose,
}: {
  readonly place: NavigationPlace;
  readonly onChoose: (() => void) | undefined;
}) {
  return (
    <Link
      to={place.to}
      className={classes.link}
      activeProps={{ className: classes.on, 'aria-current': 'page' }}
      activeOptions={{ exact: place.to === '/', includeSearch: false }}
      onClick={onChoose}
    >
      <Icon name={place.icon} />
      {place.text}
    </Link>
  );
}
