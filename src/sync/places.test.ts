import { expect, test } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { type Place, Places } from './places.ts';

const never = new AbortController().signal;

/** Takes a place, and says that it has it. */
function take(places: Places, name: string, had: string[], signal: AbortSignal = never): Promise<Place> {
  return places.take(signal).then((place) => {
    had.push(name);
    return place;
  });
}

test('who waits gets the place of the one that has rested longest, and of nobody who works', async () => {
  const clock = new VirtualClock(0);
  const places = new Places({ clock, most: 2, longestMs: 60_000 });
  const had: string[] = [];
  const [first, second] = [await take(places, 'first', had), await take(places, 'second', had)];
  const asked: string[] = [];
  const rests = (place: Place, name: string) =>
    place.wanted(never).then(() => {
      asked.push(name);
      place.leave();
    });
  const resting = rests(second, 'second');
  await clock.sleep(10);
  void rests(first, 'first');
  const third = take(places, 'third', had);
  await resting;
  await third;
  expect(asked).toEqual(['second']);
  expect(had).toEqual(['first', 'second', 'third']);
});

test('one that has begun to rest while others wait is asked at once; those that wait come in their order', async () => {
  const places = new Places({ clock: new VirtualClock(0), most: 1, longestMs: 60_000 });
  const had: string[] = [];
  const first = await take(places, 'first', had);
  const [second, third] = [take(places, 'second', had), take(places, 'third', had)];
  await first.wanted(never);
  first.leave();
  (await second).leave();
  await third;
  expect(had).toEqual(['first', 'second', 'third']);
});

test('who stops waits no longer; who has something to do again keeps its place', async () => {
  const places = new Places({ clock: new VirtualClock(0), most: 1, longestMs: 60_000 });
  const had: string[] = [];
  const first = await take(places, 'first', had);
  const busy = new AbortController();
  const resting = first.wanted(busy.signal);
  busy.abort();
  await resting;
  const stop = new AbortController();
  const second = take(places, 'second', had, stop.signal);
  stop.abort();
  await second;
  expect(had).toEqual(['first', 'second']);
});

test('who works for long takes no place from others', async () => {
  const clock = new VirtualClock(0);
  const places = new Places({ clock, most: 1, longestMs: 60_000 });
  const had: string[] = [];
  await take(places, 'first', had);
  const second = take(places, 'second', had);
  expect(had).toEqual(['first']);
  await second;
  expect(clock.now()).toBeGreaterThanOrEqual(60_000);
  expect(had).toEqual(['first', 'second']);
});
