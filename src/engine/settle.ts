import { gistOf } from '#shared/base/text.ts';
import type { Draft } from '#shared/events/event.ts';
import { messageOfTurn, micros } from '#shared/events/ids.ts';
import type { Counts, EventData, ModelFailure, Stages } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';
import { present } from '#shared/base/assert.ts';
import { addressedByName, unreachable } from './addressing.ts';
import { lineageOf, type Block } from './assembly.ts';
import type { Refusal } from './brakes.ts';
import type { Decided } from './decide.ts';
import { DATED, type Choice } from './dialogue.ts';
import type { StartedTurn } from './open-turns.ts';
import type { DecideReport, SpeakReport, SpeakRequest } from './ports.ts';

export type Retry = EventData<'v1.turn.ended'>['retries'][number] & { readonly refusal: Refusal };

export type Spoken = {
  /** What followed the turn's prompt. */
  readonly blocks: readonly Block[];
  readonly request: SpeakRequest;
  readonly text: string;
  /** What is sent in place of the text. */
  readonly body?: string;
  /** Why it is not sent, although it was tried again. */
  readonly refusal?: Refusal;
  readonly retries: readonly Retry[];
  /** Of every try, the last one last. */
  readonly reports: readonly SpeakReport[];
};

export type TurnReport = { readonly turn: StartedTurn; readonly decided: Decided; readonly spoken: Spoken };

/** What a finished turn comes to: its end, the brakes that fired, and the message with those it could not reach. Pure. */
export function settle(view: RunView, { turn, decided, spoken }: TurnReport): readonly Draft[] {
  const { turn: id, attempt, agent } = turn.spec;
  const last = present(spoken.reports.at(-1), 'a turn spoke at least once');
  const passed = spoken.refusal !== undefined;
  const ended: Draft = {
    type: 'v1.turn.ended',
    data: {
      turn: id,
      attempt,
      agent,
      outcome: passed ? 'passed' : 'spoke',
      ...(spoken.refusal === undefined ? {} : { reason: spoken.refusal.brake }),
      stages: stagesOf(decided.report, spoken.reports),
      decision: decided.decision,
      speech: {
        lineage: lineageOf(spoken.blocks, last.tokens, 'tail'),
        promptHash: last.promptHash,
        seed: spoken.request.seed,
        sampler: spoken.request.sampler,
        finish: last.finish,
        firstToken: last.firstToken,
      },
      text: spoken.text,
      retries: spoken.retries.map(({ brake, evidence, text, seed }) => ({ brake, evidence, text, seed })),
      counts: countsOf(decided.report, spoken.reports),
    },
    detail: { tokens: [...last.ids], pieces: last.pieces.map(([at, length]): [number, number] => [at, length]) },
    ...(last.reasoning === undefined ? {} : { reasoning: last.reasoning }),
  };
  return [...brakesOf(turn, spoken), ended, ...(passed ? [] : messageOf(view, { turn, decided, spoken }))];
}

/** A turn that chose to read: it says nothing, and what it asked for stands in its next prompt. Pure. */
export function settleReading({ spec }: StartedTurn, { decision, report }: Decided): Draft {
  const { turn, attempt, agent } = spec;
  return {
    type: 'v1.turn.ended',
    data: {
      turn,
      attempt,
      agent,
      outcome: 'read',
      stages: stagesOf(report, []),
      decision,
      text: '',
      retries: [],
      counts: countsOf(report, []),
    },
  };
}

/** A turn that inference lost. */
export function abandoned(turn: StartedTurn, failure: ModelFailure): Draft {
  const { turn: id, attempt, agent } = turn.spec;
  return { type: 'v1.turn.abandoned', data: { turn: id, attempt, agent, failure } };
}

function brakesOf({ spec }: StartedTurn, { retries, refusal }: Spoken): readonly Draft[] {
  const fired = [
    ...retries.map((retry) => ({ ...retry.refusal, did: 'retried' as const })),
    ...(refusal === undefined ? [] : [{ ...refusal, did: 'passed' as const }]),
  ];
  return fired.map((data): Draft => ({
    type: 'v1.brake.fired',
    data: { ...data, turn: spec.turn, agent: spec.agent },
  }));
}

/** The message of a turn, and a bounce for each name that it does not reach; one that is held is not public yet. */
function messageOf(view: RunView, { turn, decided, spoken }: TurnReport): readonly Draft[] {
  const { choice } = decided;
  const from = turn.spec.agent;
  const isHeld = view.holding.has(from);
  const body = spoken.body ?? spoken.text;
  const named = addressedByName(view, body, from);
  // A ballot is everyone's, whatever its text says.
  const to = named.known.length === 0 || choice.act === 'vote' ? choice.to : [...named.known];
  // Whether a mailbox is full or its agent gone is seen when a held message becomes public.
  const missed = to === 'all' || isHeld ? [] : unreachable(view, to, from);
  const reaches = to !== 'all' && to.length > missed.length;
  const data: EventData<'v1.message.sent'> = {
    message: messageOfTurn(turn.spec.turn),
    turn: turn.spec.turn,
    from,
    to,
    act: choice.act,
    ...(choice.inReplyTo === undefined ? {} : { inReplyTo: choice.inReplyTo }),
    ...(choice.supersedes === undefined ? {} : { supersedes: choice.supersedes }),
    ...(reaches ? replyByOf(view, choice) : {}),
    gist: gistOf(body),
    body,
    ...(choice.basedOn === undefined ? {} : { basedOn: choice.basedOn }),
    ...ballotOf(choice),
  };
  const bounced = [...named.bounced, ...missed].map((bounce): Draft => ({
    type: 'v1.message.bounced',
    data: { message: data.message, from, ...bounce },
  }));
  return [{ type: isHeld ? 'v1.message.held' : 'v1.message.sent', data }, ...bounced];
}

/** The turn of the run by which an answer to a question or a challenge by name is owed. */
function replyByOf(view: RunView, { act }: Choice): { readonly replyBy?: number } {
  const within = view.setup?.answerWithin;
  return within === undefined || !DATED.includes(act) ? {} : { replyBy: view.turns.length + within };
}

const ballotOf = ({ vote, option }: Choice): Pick<EventData<'v1.message.sent'>, 'vote'> =>
  vote === undefined || option === undefined ? {} : { vote: { vote, option } };

function stagesOf(decided: DecideReport | undefined, reports: readonly SpeakReport[]): Stages {
  const stages = [...(decided === undefined ? [] : [decided]), ...reports].map((report) => report.timing);
  const total = (pick: (timing: DecideReport['timing']) => number) =>
    micros(stages.reduce((sum, timing) => sum + pick(timing), 0));
  return {
    queued: total((timing) => timing.queued),
    prefill: total((timing) => timing.prefill),
    decide: micros(decided?.timing.stage ?? 0),
    speak: micros(reports.reduce((sum, report) => sum + report.timing.stage, 0)),
    gist: micros(0),
  };
}

function countsOf(decided: DecideReport | undefined, reports: readonly SpeakReport[]): Counts {
  const usages = [...(decided === undefined ? [] : [decided.usage]), ...reports.map((report) => report.usage)];
  const total = (pick: (usage: DecideReport['usage']) => number) => usages.reduce((sum, usage) => sum + pick(usage), 0);
  return {
    evaluated: total((usage) => usage.evaluated),
    ground: total((usage) => usage.ground),
    reused: total((usage) => usage.reused),
    written: reports.reduce((sum, report) => sum + report.usage.written, 0),
  };
}
