import type { AnyEvent, EventOf } from '../events/event.ts';
import { micros, seq as seqOf, type AgentId, type Micros, type ModelRef, type RunId, type Seq } from '../events/ids.ts';
import type { RunSetup } from '../events/setup.ts';
import type { EndReason } from '../events/vocabulary.ts';
import { board, type Board } from './board.ts';
import { cost, type Cost } from './cost.ts';
import { lanes, type Lanes } from './lanes.ts';
import { ledger, type Ledger } from './ledger.ts';
import { lineage, type Lineage } from './lineage.ts';
import { projection } from './projection.ts';
import { tell } from './tracked.ts';
import { transcript, type Transcript } from './transcript.ts';

/** Everything that a window shows of a run at one position of its log. Mailboxes are in `lanes.mail`. */
export type Moment = {
  /** The last event that is in it; 0 before the first. */
  readonly seq: Seq;
  readonly at: Micros;
  readonly run: RunId | undefined;
  readonly setup: RunSetup | undefined;
  readonly startedAt: string;
  readonly status: 'new' | 'running' | 'paused' | 'ended';
  readonly end: { readonly reason: EndReason; readonly detail: string; readonly at: Micros } | undefined;
  /** Whose messages wait for the arbiter's approval. */
  readonly holding: readonly AgentId[];
  readonly wrapping: boolean;
  readonly models: readonly EventOf<'v1.model.loaded'>['data'][];
  readonly transcript: Transcript;
  readonly lanes: Lanes;
  readonly ledger: Ledger;
  readonly board: Board;
  readonly cost: Cost;
  readonly lineage: Lineage;
};

/** All the views of a run as one fold, so that a playhead needs one scrubber. What they have in common is folded once for all of them. */
export const moment = projection<Moment>(
  {
    seq: seqOf(0),
    at: micros(0),
    run: undefined,
    setup: undefined,
    startedAt: '',
    status: 'new',
    end: undefined,
    holding: [],
    wrapping: false,
    models: [],
    transcript: transcript.initial(),
    lanes: lanes.initial(),
    ledger: ledger.initial(),
    board: board.initial(),
    cost: cost.initial(),
    lineage: lineage.initial(),
  },
  (state, event) => {
    const told = { ...tell(state.lineage.tracked, event), board: board.fold(state.board, event) };
    return {
      ...ofRun(state, event),
      seq: event.seq,
      at: event.at,
      transcript: transcript.fold(state.transcript, event),
      lanes: lanes.step(state.lanes, told),
      ledger: ledger.step(state.ledger, told),
      board: told.board,
      cost: cost.step(state.cost, told),
      lineage: lineage.step(state.lineage, told),
    };
  },
);

/** The facts of a model as it was loaded for this run. */
export const modelLoaded = (state: Moment, model: ModelRef): Moment['models'][number] | undefined =>
  state.models.findLast((own) => own.model === model);

/** What an event changes of the run as a whole; events about turns and messages change nothing here. */
function ofRun(state: Moment, event: AnyEvent): Moment {
  switch (event.type) {
    case 'v1.run.created': {
      const { run, setup, startedAt } = event.data;
      return { ...state, run, setup, startedAt, status: 'running' };
    }
    case 'v1.run.forked': {
      const over = state.status === 'ended' ? { wrapping: false } : {};
      return { ...state, ...over, setup: event.data.setup, status: 'running', end: undefined };
    }
    case 'v1.run.paused':
      return { ...state, status: 'paused' };
    case 'v1.run.resumed':
      return { ...state, status: 'running' };
    case 'v1.run.ended':
      return { ...state, status: 'ended', end: { ...event.data, at: event.at } };
    case 'v1.run.wrapping':
      return { ...state, wrapping: true };
    case 'v1.agent.joined':
      return { ...state, holding: withHeld(state, event.data) };
    case 'v1.hold.changed':
      return { ...state, holding: event.data.agents };
    case 'v1.model.loaded':
      return { ...state, models: [...state.models, event.data] };
    default:
      return state;
  }
}

/** A scenario may hold the messages of a seat from the beginning, whichever incarnation sits on it. */
function withHeld({ setup, holding }: Moment, { agent, name }: EventOf<'v1.agent.joined'>['data']): Moment['holding'] {
  const hold = setup?.hold;
  return hold === 'all' || hold?.includes(name) === true ? [...holding, agent] : holding;
}
