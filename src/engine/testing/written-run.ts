/** A run whose log a test writes turn by turn, without loop and model: for strategies that are pure functions of the view. */
import { present } from '#shared/base/assert.ts';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { agentId, messageOfTurn, micros, nameOf, runId, type AgentId, type TurnId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { agentNamed, type RunView } from '#shared/projections/run.ts';
import type { TurnSpec } from '../cadence/turn-spec.ts';
import { creationOf } from '../create.ts';
import { modelSpecs } from '../load-models.ts';
import { runLog } from '../run-log.ts';
import { PLAIN_SAMPLER } from './deliberation.ts';
import { memoryJournal } from './memory-journal.ts';
import { steppingClock } from './stepping-clock.ts';

type Ended = EventData<'v1.turn.ended'>;

export type Ending = {
  readonly outcome?: Ended['outcome'];
  /** Of the message, where it spoke. */
  readonly said?: Partial<EventData<'v1.message.sent'>>;
  /** Its message waits for approval. */
  readonly held?: boolean;
};

export type WrittenRun = {
  readonly view: RunView;
  readonly events: readonly AnyEvent[];
  append(...drafts: readonly Draft[]): void;
  /** Starts turns with everything public before each one's `before` in front. */
  start(...specs: readonly TurnSpec[]): void;
  /** Ends a turn that is open; it spoke a proposal to all unless told otherwise. */
  end(turn: TurnId, ending?: Ending): void;
  /** Starts the turns and ends them, one after the other. */
  take(...specs: readonly TurnSpec[]): void;
};

export const agentCalled = (name: string, incarnation = 1): AgentId => agentId(name, incarnation);

/** Names of those who would speak, in order. */
export const namesOf = (specs: readonly TurnSpec[]): readonly string[] => specs.map(({ agent }) => nameOf(agent));

/** A run that has begun, its models loaded; `slots`: turns of one model that may run at once. */
export function writtenRun(setup: RunSetup, slots = 8): WrittenRun {
  const journal = memoryJournal(runId('test'));
  const log = runLog(journal, steppingClock());
  const append = (...drafts: readonly Draft[]): void => void log.append(...drafts);
  append(...creationOf({ run: journal.run, setup, startedAt: '2026-01-01T00:00:00Z', app: 'test' }));
  append(...modelSpecs(setup).map((spec) => loaded(spec.model, slots)));
  const run: WrittenRun = {
    view: log.view,
    events: journal.events,
    append,
    start: (...specs) => append(...specs.map((spec) => started(log.view, spec))),
    end: (turn, ending = {}) => append(...ended(log.view, turn, ending)),
    take(...specs) {
      run.start(...specs);
      for (const { turn } of specs) run.end(turn);
    },
  };
  return run;
}

function started(view: RunView, spec: TurnSpec): Draft {
  const agent = present(agentNamed(view, spec.agent), 'a turn belongs to an agent that joined');
  return {
    type: 'v1.turn.started',
    data: {
      ...spec,
      model: agent.model,
      lineage: view.messages
        .filter((message) => message.seq < spec.before && !message.retracted)
        .map(({ source }) => ({ part: 'ground', form: 'full', source, tokens: 1 })),
      promptHash: '0'.repeat(64),
      assembly: 'test',
      sampler: PLAIN_SAMPLER,
      seed: 1,
    },
  };
}

function ended(view: RunView, turn: TurnId, { outcome = 'spoke', said = {}, held = false }: Ending): readonly Draft[] {
  const { agent, attempt } = present(view.turns[turn - 1], 'a turn that ends was started');
  const message = { message: messageOfTurn(turn), turn, from: agent, to: 'all' as const, act: 'propose' as const };
  const data = { ...message, gist: 'A gist.', body: `Body of turn ${turn}.`, ...said };
  const reply = data.inReplyTo === undefined ? {} : { inReplyTo: data.inReplyTo };
  const zero = micros(0);
  const end: Draft = {
    type: 'v1.turn.ended',
    data: {
      turn,
      attempt,
      agent,
      outcome,
      ...(outcome === 'passed' ? { reason: 'empty' as const } : {}),
      stages: { queued: zero, prefill: zero, decide: zero, speak: zero, gist: zero },
      decision: { menu: [{ act: data.act, to: data.to, ...reply }], model: [1], drawn: [1], chosen: 0 },
      text: outcome === 'spoke' ? data.body : '',
      retries: [],
      counts: { evaluated: 10, ground: 0, reused: 0, written: 10 },
    },
  };
  if (outcome !== 'spoke') return [end];
  return [end, held ? { type: 'v1.message.held', data } : { type: 'v1.message.sent', data }];
}

const loaded = (model: EventData<'v1.model.loaded'>['model'], slots: number): Draft => ({
  type: 'v1.model.loaded',
  data: {
    model,
    file: 'none',
    sha256: '0'.repeat(64),
    size: 0,
    kind: 'chat',
    quantisation: 'none',
    loadTime: micros(0),
    memory: 0,
    context: 1000,
    slots,
    trunks: 1,
    device: 'none',
    threads: 0,
    library: 'none',
    wrapper: { name: 'none', from: 'markers' },
  },
});
