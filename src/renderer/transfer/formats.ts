import type { Input } from '#shared/rpc/methods.ts';

export type Format = Input<'run.export'>['format'];

/** What can be chosen beside the format. */
export type OptionName = 'reasoning' | 'content' | 'paths' | 'roles' | 'prefix' | 'notes';

export type FormatChoice = {
  readonly format: Format;
  readonly name: string;
  /** What it is for. */
  readonly words: string;
  /** How its file's name ends. */
  readonly ending: string;
  readonly options: readonly OptionName[];
};

const READ = ['paths', 'roles', 'notes'] as const;
const TOLD = ['prefix', 'paths', 'roles'] as const;

/** Every format that a run leaves in. */
export const FORMATS: readonly FormatChoice[] = [
  {
    format: 'minutes',
    name: 'Minutes',
    words: 'What was decided and why (Markdown)',
    ending: 'minutes.md',
    options: READ,
  },
  {
    format: 'markdown',
    name: 'Transcript',
    words: 'All that was said, to read (Markdown)',
    ending: 'md',
    options: READ,
  },
  {
    format: 'html',
    name: 'HTML page',
    words: 'Timeline, playhead and all, for any browser',
    ending: 'html',
    options: ['reasoning', ...READ],
  },
  {
    format: 'jsonl',
    name: 'Log',
    words: 'Every event, to import again (JSONL)',
    ending: 'jsonl',
    options: ['reasoning', ...READ],
  },
  {
    format: 'openai',
    name: 'OpenAI messages',
    words: 'A conversation for each seat (JSONL)',
    ending: 'openai.jsonl',
    options: TOLD,
  },
  {
    format: 'sharegpt',
    name: 'ShareGPT',
    words: 'The same for tools that train on it (JSONL)',
    ending: 'sharegpt.jsonl',
    options: TOLD,
  },
  {
    format: 'chrome-trace',
    name: 'Trace',
    words: 'Who did what when, for Perfetto (JSON)',
    ending: 'trace.json',
    options: ['content', 'paths'],
  },
  {
    format: 'otlp',
    name: 'OpenTelemetry',
    words: 'Spans for a tracing backend (OTLP)',
    ending: 'otlp.jsonl',
    options: ['content', 'paths', 'roles'],
  },
];

/** How a format is asked for, as one thing of this dialog. */
export type Wish = {
  readonly format: Format;
  readonly reasoning: boolean;
  readonly content: boolean;
  readonly paths: boolean;
  readonly roles: boolean;
  readonly prefix: 'usual' | 'names' | 'none';
  readonly notes: boolean;
};

/** Where nobody has chosen: all that the format is made for, but neither reasoning nor the reader's own notes. */
export const FIRST_WISH: Wish = {
  format: 'markdown',
  reasoning: false,
  content: false,
  paths: false,
  roles: false,
  prefix: 'usual',
  notes: false,
};

export const choiceOf = (format: Format): FormatChoice => {
  const found = FORMATS.find((one) => one.format === format);
  if (found === undefined) throw new Error(`${format} is a format of exports and has no line in their list`);
  return found;
};

/** What is asked of the host: an option that the format does not have is left out, so that it cannot matter. */
export function exportInput(run: Input<'run.export'>['run'], wish: Wish): Input<'run.export'> {
  const { format, options } = choiceOf(wish.format);
  const has = (name: OptionName): boolean => options.includes(name);
  const redact = (['paths', 'roles'] as const).filter((kind) => has(kind) && wish[kind]);
  return {
    run,
    format,
    reasoning: has('reasoning') && wish.reasoning,
    ...(has('content') ? { content: wish.content } : {}),
    redact,
    ...(has('prefix') && wish.prefix !== 'usual' ? { prefix: wish.prefix } : {}),
    notes: has('notes') && wish.notes,
  };
}

export const fileName = (run: string, format: Format): string => `${run}.${choiceOf(format).ending}`;
