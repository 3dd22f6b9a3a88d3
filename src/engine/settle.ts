import { gistOf } from '#shared/base/text.ts';
import type { Draft } from '#shared/events/event.ts';
import { messageOfTurn, micros, type AgentId } from '#shared/events/ids.ts';
import type { Addressees, Counts, EventData, ModelFailure, Stages } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';
import { present } from '#shared/base/assert.ts';
import { lineageOf, type Block } from './assembly.ts';
import type { Refusal } from './brakes.ts';
import type { Decided } from './decide.ts';
import type { StartedTurn } from './open-turns.ts';
import type { DecideReport, SpeakReport, SpeakRequest } from './ports.ts';

export type Retry = EventData<'v1.turn.ended'>['retries'][number] & { readonly refusal: Refusal };

export type Spoken = {
  /** What followed the turn's prompt. */
  readonly blocks: readonly Block[];
  readonly request: SpeakRequest;
  readonly text: string;
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

function messageOf(view: RunView, { turn, decided, spoken }: TurnReport): readonly Draft[] {
  const { act, to, inReplyTo } = decided.choice;
  const from = turn.spec.agent;
  const message = messageOfTurn(turn.spec.turn);
  const addressed = addressedByName(view, { text: spoken.text, from });
  const sent: EventData<'v1.message.sent'> = {
    message,
    turn: turn.spec.turn,
    from,
    to: addressed.known ?? to,
    act,
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    gist: gistOf(spoken.text),
    body: spoken.text,
  };
  const bounced: readonly Draft[] = addressed.bounced.map(({ name, reason }) => ({
    type: 'v1.message.bounced',
    data: {
      message,
      from,
      to: name,
      reason,
      valid: view.agents.filter((agent) => agent.agent !== from).map((agent) => agent.name),
    },
  }));
  return [{ type: 'v1.message.sent', data: sent }, ...bounced];
}

type Addressed = {
  readonly known?: Addressees;
  readonly bounced: readonly { readonly name: string; readonly reason: 'unknown' | 'self' }[];
};

/**
 * A text that opens with `@Name` is addressed to that agent, whatever was decided; names that nobody has, and its own, bounce.
 * The text stays public either way.
 */
function addressedByName(view: RunView, { text, from }: { readonly text: string; readonly from: AgentId }): Addressed {
  const names = /^(?:@[\p{L}\p{N}_-]+[\s,]*)+/u.exec(text)?.[0].match(/[\p{L}\p{N}_-]+/gu) ?? [];
  const known: AgentId[] = [];
  const bounced: { name: string; reason: 'unknown' | 'self' }[] = [];
  for (const name of names) {
    const agent = view.agents.find((other) => other.name.toLowerCase() === name.toLowerCase());
    if (agent === undefined) bounced.push({ name, reason: 'unknown' });
    else if (agent.agent === from) bounced.push({ name, reason: 'self' });
    else if (!known.includes(agent.agent)) known.push(agent.agent);
  }
  return { ...(known.length === 0 ? {} : { known }), bounced };
}

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
