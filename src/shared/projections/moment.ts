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

/** All the views of a run as one fold, so that a playhead needs one scrubber. */
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
  (state, event) => ({
    ...state,
    ...ofRun(state, event),
    seq: event.seq,
    at: event.at,
    transcript: transcript.fold(state.transcript, event),
    lanes: lanes.fold(state.lanes, event),
    ledger: ledger.fold(state.ledger, event),
    board: board.fold(state.board, event),
    cost: cost.fold(state.cost, event),
    lineage: lineage.fold(state.lineage, event),
  }),
);

/** The facts of a model as it was loaded for this run. */
export const modelLoaded = (state: Moment, model: ModelRef): Moment['models'][number] | undefined =>
  state.models.findLast((own) => own.model === model);

/** What an event changes of the run as a whole; events about turns and messages change nothing here. */
function ofRun(state: Moment, event: AnyEvent): Partial<Moment> {
  if (event.type === 'v1.run.created') {
    const { run, setup, startedAt } = event.data;
    return { run, setup, startedAt, status: 'running' };
  }
  if (event.type === 'v1.run.paused') return { status: 'paused' };
  if (event.type === 'v1.run.resumed') return { status: 'running' };
  if (event.type === 'v1.run.ended') return { status: 'ended', end: { ...event.data, at: event.at } };
  if (event.type === 'v1.run.wrapping') return { wrapping: true };
  if (event.type === 'v1.agent.joined') return { holding: withHeld(state, event.data) };
  if (event.type === 'v1.hold.changed') return { holding: event.data.agents };
  if (event.type === 'v1.model.loaded') return { models: [...state.models, event.data] };
  return {};
}

/** A scenario may hold the messages of a seat from the beginning, whichever incarnation sits on it. */
function withHeld({ setup, holding }: Moment, { agent, name }: EventOf<'v1.agent.joined'>['data']): Moment['holding'] {
  const hold = setup?.hold;
  return hold === 'all' || hold?.includes(name) === true ? [...holding, agent] : holding;
}
