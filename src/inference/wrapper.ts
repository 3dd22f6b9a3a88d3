import { JinjaTemplateChatWrapper, LlamaText, SpecialToken, SpecialTokensText, type Tokenizer } from 'node-llama-cpp';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';

/** The markup of one exchange, as text with its markup marked: before the system text, before the user text, before the answer. */
export type Frames = { readonly system: LlamaText; readonly user: LlamaText; readonly answer: LlamaText };

export type Wrapper = {
  readonly frames: Frames;
  readonly name: string;
  readonly from: 'template' | 'chosen' | 'markers';
};

/** Frames as tokens. `answerText` is the last one's spelling: it may open a reasoning tag. */
export type FrameTokens = {
  readonly system: readonly number[];
  readonly user: readonly number[];
  readonly answer: readonly number[];
  readonly answerText: string;
};

const MARKUP: Readonly<Record<string, readonly [string, string, string]>> = {
  chatml: ['<|im_start|>system\n', '<|im_end|>\n<|im_start|>user\n', '<|im_end|>\n<|im_start|>assistant\n'],
  llama3: [
    '<|start_header_id|>system<|end_header_id|>\n\n',
    '<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n',
    '<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
  ],
  gemma: ['<start_of_turn>user\n', '\n\n', '<end_of_turn>\n<start_of_turn>model\n'],
  mistral: ['[INST] ', '\n\n', ' [/INST]'],
  plain: ['', '\n\n### Conversation\n\n', '\n\n### Reply\n\n'],
};
/** What a user may choose in place of a file's own template. */
export const WRAPPERS: readonly string[] = Object.keys(MARKUP);

/** Spellings by which a template's family is named in the log. */
const FAMILIES: readonly (readonly [string, string])[] = [
  ['<|im_start|>', 'chatml'],
  ['<|start_header_id|>', 'llama3'],
  ['<start_of_turn>', 'gemma'],
  ['[INST]', 'mistral'],
];
const LONGEST = 16_384;
const SYSTEM = 'Kp7sysQv2';
const USER = 'Zr4usrWx9';

/**
 * The wrapper of a model: the chosen one, else the file's own template, else (a base model) plain turn markers of ours. A template
 * is rendered once with placeholders and the opening of the answer, and split into its frames. One that cannot be used is a failure
 * that names what can be chosen; nothing else is put in its place silently. A template that never returns must be killed from outside.
 */
export function resolveWrapper(
  template: string | undefined,
  chosen: string | undefined,
  tokenizer: Tokenizer,
): Result<Wrapper, ModelFailure> {
  if (chosen !== undefined) {
    const markup = Object.hasOwn(MARKUP, chosen) ? MARKUP[chosen] : undefined;
    if (markup === undefined) return unusable(`there is no chat wrapper named "${chosen}"`);
    return ok({ frames: literal(markup), name: chosen, from: 'chosen' });
  }
  const plain = MARKUP['plain'];
  if (template === undefined || template.trim() === '') {
    return ok({ frames: literal(plain ?? ['', '', '']), name: 'plain turn markers', from: 'markers' });
  }
  const frames = render(template, tokenizer);
  if (!frames.ok) return unusable(`the model's chat template cannot be used (${frames.failure})`);
  const spelled = [frames.value.system, frames.value.user, frames.value.answer].map(spelling).join('');
  const family = FAMILIES.find(([mark]) => spelled.includes(mark))?.[1] ?? 'jinja';
  return ok({ frames: frames.value, name: family, from: 'template' });
}

/**
 * Frames as tokens. `bos` is prepended where the model wants one and the template has not put it there, and never stands twice: a
 * template may write it although the model adds it, and in some models it is the first token of the markup itself.
 */
export function tokeniseFrames(
  frames: Frames,
  tokenizer: Tokenizer,
  { bos, prepend }: { readonly bos: number | undefined; readonly prepend: boolean },
): FrameTokens {
  const tokens = (text: LlamaText): readonly number[] => text.tokenize(tokenizer);
  const rendered = tokens(frames.system);
  const first = rendered.findIndex((token) => token !== bos);
  const leading = first < 0 ? rendered.length : first;
  const system = bos !== undefined && (prepend || leading > 0) ? [bos, ...rendered.slice(leading)] : rendered;
  return { system, user: tokens(frames.user), answer: tokens(frames.answer), answerText: spelling(frames.answer) };
}

function unusable(what: string): Result<never, ModelFailure> {
  const detail = `${what}: choose a wrapper for the seat: ${WRAPPERS.join(', ')}`;
  return fail({ kind: 'unsupported', detail });
}

function literal([system, user, answer]: readonly [string, string, string]): Frames {
  const text = (markup: string): LlamaText => LlamaText(markup === '' ? [] : [new SpecialTokensText(markup)]);
  return { system: text(system), user: text(user), answer: text(answer) };
}

function render(template: string, tokenizer: Tokenizer): Result<Frames, string> {
  try {
    const wrapper = new JinjaTemplateChatWrapper({
      template,
      tokenizer,
      functionCallMessageTemplate: 'noJinja',
      convertUnsupportedSystemMessagesToUserMessages: { use: 'ifNeeded', format: '{{message}}' },
      // Some templates print the date: no wall time may stand in a prompt. This is the date that llama 3's own falls back to.
      additionalRenderParameters: { date_string: '26 Jul 2024' },
    });
    const { contextText } = wrapper.generateContextState({
      chatHistory: [
        { type: 'system', text: SYSTEM },
        { type: 'user', text: USER },
        { type: 'model', response: [] },
      ],
    });
    return split(contextText);
  } catch (error) {
    return fail(error instanceof Error ? oneLine(error.message) : 'it failed');
  }
}

/** Cuts the rendered exchange at the placeholders; each must stand in it exactly once, in order. */
function split(rendered: LlamaText): Result<Frames, string> {
  const parts: LlamaText['values'][number][][] = [[]];
  let length = 0;
  const seen: string[] = [];
  for (const value of rendered.values) {
    length += typeof value === 'string' ? value.length : value.toString().length;
    if (typeof value !== 'string') {
      parts.at(-1)?.push(value);
      continue;
    }
    for (const piece of value.split(new RegExp(`(${SYSTEM}|${USER})`, 'u'))) {
      if (piece === SYSTEM || piece === USER) {
        seen.push(piece);
        parts.push([]);
        // What stands in a frame is trusted, also where the template wrote it as plain text.
      } else if (piece !== '') parts.at(-1)?.push(new SpecialTokensText(piece));
    }
  }
  if (length > LONGEST) return fail(`it renders ${length} characters around two short texts`);
  if (seen.join() !== [SYSTEM, USER].join())
    return fail('it does not show the system text and the user text once each');
  const [system = [], user = [], answer = []] = parts;
  if (user.length === 0 || answer.length === 0) return fail('it does not separate the parts of an exchange');
  return ok({ system: LlamaText(system), user: LlamaText(user), answer: LlamaText(answer) });
}

function spelling(text: LlamaText): string {
  return text.values
    .map((value) => (typeof value === 'string' ? value : value instanceof SpecialToken ? '' : value.value))
    .join('');
}

const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').slice(0, 200);
