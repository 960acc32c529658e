import { expect, test } from 'vitest';
import { displayWidth } from '../../src/cli/print/display-width.ts';
import { formatTable } from '../../src/cli/print/format-table.ts';
import { loadStreamNames } from '../../src/feeds/load-feeds.ts';

test('the names of all streams stand whole in a terminal of any width, each line within it', async () => {
  const names = await loadStreamNames();
  for (const width of [44, 60, 80, 120]) {
    const lines = formatTable({
      columns: [
        { title: 'Module' },
        { title: 'Stream', keep: true },
        { title: 'Rows', align: 'right' },
        { title: 'T' },
      ],
      rows: names.map((name) => ['Attendance', name, '1,234', 'a long description of what the stream holds']),
      width,
    });
    const words = lines.flatMap((line) => line.trim().split(/\s+/));
    expect(names.filter((name) => !words.includes(name))).toEqual([]);
    expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
  }
});
