import { beforeAll } from 'vitest';
import { SharedConsole } from '../support/shared-console.ts';
import { eachPageEachWay } from './journeys/pages.ts';

let shared: SharedConsole;
beforeAll(async () => {
  shared = await SharedConsole.start();
  return () => shared[Symbol.asyncDispose]();
});

eachPageEachWay(() => shared);
