import type { Abort } from '#shared/base/abort.ts';
import { ok, type Result } from '#shared/base/result.ts';
import type { Judge, RunSetup } from '#shared/events/setup.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { CellResult } from '#shared/sweep/result.ts';
import type { Outcome } from '#shared/sweep/score.ts';
import type { Inference, Segment } from '#engine/ports.ts';

export type ModelsVote = NonNullable<CellResult['modelsVote']>;

/**
 * Asks each judge of the scenario whether the outcome answers the question well. It is asked twice, with yes as the first answer and as the
 * second, and what counts is the sum: small models favour a letter. A vote of models; where there is no outcome nobody is asked.
 */
export async function askJudges(
  inference: Inference,
  { setup, outcome }: { readonly setup: RunSetup; readonly outcome: Outcome },
  signal: Abort,
): Promise<Result<ModelsVote | undefined, ModelFailure>> {
  const { judges = [], context, exact } = setup;
  if (judges.length === 0 || outcome.from === 'nothing') return ok(undefined);
  const vote: ModelsVote = [];
  for (const judge of judges) {
    const loaded = await inference.load([{ model: judge.model, slots: 1, trunks: 1, context }], { exact, signal });
    if (!loaded.ok) return loaded;
    let favour = 0;
    for (const order of [YES_FIRST, NO_FIRST]) {
      const asked = await ask(inference, { judge, setup, outcome, order }, signal);
      if (!asked.ok) return asked;
      favour += asked.value;
    }
    vote.push({ judge: judge.name, model: judge.model, yes: favour > 0 });
  }
  return ok(vote);
}

const YES_FIRST = ['yes', 'no'] as const;
const NO_FIRST = ['no', 'yes'] as const;

type Asking = {
  readonly judge: Judge;
  readonly setup: RunSetup;
  readonly outcome: Outcome;
  readonly order: typeof YES_FIRST | typeof NO_FIRST;
};

/** Log-probability of yes less that of no. */
async function ask(
  inference: Inference,
  { judge, setup, outcome, order }: Asking,
  signal: Abort,
): Promise<Result<number, ModelFailure>> {
  const opened = await inference.open(
    {
      model: judge.model,
      ground: [
        { kind: 'frame', frame: 'system' },
        text('You judge what came of a deliberation.\n'),
        { kind: 'frame', frame: 'user' },
        text(`The question:\n${quoted(setup.question)}\nThe outcome:\n${outcome.texts.map(quoted).join('\n')}\n`),
      ],
      tail: [text(`You are ${judge.name}. ${judge.role}\n`)],
    },
    { signal },
  );
  if (!opened.ok) return opened;
  try {
    const lines = order.map((answer, at) => `${LABELS[at] ?? ''}) ${answer}\n`).join('');
    const menu: Segment[] = [
      text(`Does the outcome answer the question well?\n${lines}One letter:`),
      { kind: 'frame', frame: 'answer' },
    ];
    const decided = await opened.value.decide({ menu, labels: LABELS }, { signal });
    if (!decided.ok) return decided;
    const [first = 0, second = 0] = decided.value.logprobs;
    return ok(order === YES_FIRST ? first - second : second - first);
  } finally {
    await opened.value.close();
  }
}

const LABELS = ['A', 'B'];
const text = (content: string): Segment => ({ kind: 'text', text: content });

/** No text of a run can pretend to be the judge's own lines. */
const quoted = (content: string): string =>
  content
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/u)
    .map((line) => `> ${line}`)
    .join('\n');
