import { expect, test } from 'vitest';
import { questions } from './questions.ts';

test.each(questions)('the SQL of $name stands in a terminal of 80 columns as it is written', ({ sql }) => {
  expect(sql.split('\n').filter((line) => line.length > 76)).toEqual([]);
});
