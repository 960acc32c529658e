import { App } from './app.ts';
import { findPeople } from './ask.ts';
import { keepPlace, readPlace } from './place.ts';
import { texts } from './texts.ts';

document.title = texts.title;
const named = readPlace();
const [first] = named.as === '' ? await findPeople('') : [];
const place = { ...named, as: named.as || (first?.id ?? '') };
keepPlace(place);
new App(place);
