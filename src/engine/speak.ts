import { hash32 } from '#shared/base/random.ts';
import { ok, type Result } from '#shared/base/result.ts';
import { cutToSentences, speakerStart, withoutLeadingForm } from '#shared/base/text.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';
import { present } from '#shared/base/assert.ts';
import { instructionBlocks, seatOf, segmentsOf } from './assembly.ts';
import { refusalOf, retrySampler } from './brakes.ts';
import type { Decided } from './decide.ts';
import { SHORT, type Choice } from './dialogue.ts';
import type { EngineDeps, Waiting } from './deps.ts';
import { ballotText, instructionOf, PROMPT_LABELS } from './instructions.ts';
import { peerName } from './naming.ts';
import type { StartedTurn } from './open-turns.ts';
import type { SpeakReport, SpeakRequest } from './ports.ts';
import { settle, settleReading, type Spoken } from './settle.ts';

/**
 * The second stage: one plain instruction for the act, free text, and one more try where a brake refuses what was written. A turn that
 * chose to read says nothing.
 * What was written is judged and appended in one tick: no peer can say the same between the two.
 */
export async function speak(
  deps: EngineDeps,
  { turn, decided }: { readonly turn: StartedTurn; readonly decided: Decided },
  { signal }: Waiting,
): Promise<Result<undefined, ModelFailure>> {
  const { view } = deps.log;
  const { choice } = decided;
  if (choice.act === 'read') {
    deps.log.append(settleReading(turn, decided));
    return ok(undefined);
  }
  const { answer } = present(view.setup, 'a running run has a setup');
  const sentences = SHORT.includes(choice.act) ? 1 : answer.sentences;
  const blocks = instructionBlocks(choice, sentences);
  const speakers = [...new Set(view.agents.map(({ agent }) => peerName(view, agent))), ...PROMPT_LABELS];
  const first: SpeakRequest = {
    instruction: segmentsOf(blocks),
    sampler: seatOf(view, turn.agent).sampler,
    seed: hash32(turn.seed, 'speak'),
    maxTokens: answer.maxTokens,
    sentences,
    speakers,
  };
  const retries: Spoken['retries'][number][] = [];
  const reports: SpeakReport[] = [];
  for (
    let request = first;
    ;
    request = { ...first, sampler: retrySampler(first.sampler), seed: hash32(turn.seed, 'retry') }
  ) {
    const { turn: id, agent } = turn.spec;
    const count = retries.length + 1;
    const onPiece = (text: string): void => deps.onPiece({ turn: id, agent, try: count, text });
    const spoken = await turn.open.speak(request, { signal, onPiece });
    if (!spoken.ok) return spoken;
    reports.push(spoken.value);
    const text = cleaned(spoken.value.text, { speakers, sentences });
    const refusal = refusalOf(text, view.messages, ownTexts(view, turn, choice));
    if (refusal === undefined || retries.length > 0) {
      const spoken: Spoken = { blocks, request, text, retries, reports, ...(refusal === undefined ? {} : { refusal }) };
      deps.log.append(...settle(view, { turn, decided, spoken: withBallot(spoken, choice) }));
      return ok(undefined);
    }
    retries.push({ brake: refusal.brake, evidence: refusal.evidence, text, seed: request.seed, refusal });
  }
}

/** A vote is cast by the choice: where no reason of its own came out of it, code puts the choice into words. */
function withBallot(spoken: Spoken, choice: Choice): Spoken {
  const { refusal, ...rest } = spoken;
  return choice.act === 'vote' && refusal !== undefined ? { ...rest, body: ballotText(choice) } : spoken;
}

/** What may be sent of a raw text: no imitation of the transcript, nobody else's part, whole sentences. */
export function cleaned(
  raw: string,
  { speakers, sentences }: { readonly speakers: readonly string[]; readonly sentences: number },
): string {
  const own = raw.slice(0, speakerStart(raw, speakers) ?? raw.length);
  return cutToSentences(withoutLeadingForm(own, speakers), sentences);
}

function ownTexts(view: RunView, turn: StartedTurn, choice: Choice): readonly string[] {
  const setup = present(view.setup, 'a running run has a setup');
  return [setup.question, instructionOf(choice, setup.answer.sentences), seatOf(view, turn.agent).role];
}
