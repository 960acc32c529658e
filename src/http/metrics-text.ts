/** One figure in Prometheus' text format, with all its samples. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  /** Of a histogram the name of each sample ends with `_bucket`, `_sum` or `_count`. */
  readonly samples: readonly (readonly [
    labels: Readonly<Record<string, string>>,
    value: number,
    end?: '_bucket' | '_sum' | '_count',
  ])[];
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** Its lines. */
export function renderMetric({ name, help, type, samples }: Metric): string[] {
  const lines = samples.map(([labels, value, end = '']) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
    return `${name}${end}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines];
}
