import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { agentIdSchema, messageOfTurn, micros, modelRef, runId, turnId, type AgentId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { HASH, SAMPLER, setupOf } from '#shared/projections/testing/long-run-setup.ts';
import { createJournal } from '#store/journal.ts';
import { DURABLE } from '#store/settings.ts';
import { valueOf } from '#store/testing/scratch.ts';

/** What one agent of a stored run is called, is told, and says. Texts may be anything: a run's file comes from anywhere. */
export type Voice = {
  readonly name: string;
  readonly role: string;
  readonly model: string;
  readonly body: string;
  /** What went wrong in a second turn; it has none where this is left out. */
  readonly failure?: string;
};

export type StoredRun = { readonly title: string; readonly question: string; readonly voices: readonly Voice[] };

/** Writes a run's file into a home, past every door that a scenario goes through: each agent says one thing, then it ends. */
export function storeRun(home: string, id: string, run: StoredRun): void {
  mkdirSync(join(home, 'runs'), { recursive: true });
  // It is only looked at: nobody waits for the disk.
  const settings = { ...DURABLE, synchronous: 'NORMAL' as const };
  const journal = valueOf(createJournal({ file: join(home, 'runs', `${id}.db`), run: runId(id) }, { settings }));
  for (const [at, draft] of draftsOf(id, run).entries()) valueOf(journal.append([draft], micros(at * 50_000)));
  journal.close();
}

/** Writes these events as a run's file into a home. */
export function storeEvents(home: string, id: string, events: readonly AnyEvent[]): void {
  mkdirSync(join(home, 'runs'), { recursive: true });
  const settings = { ...DURABLE, synchronous: 'NORMAL' as const };
  const journal = valueOf(createJournal({ file: join(home, 'runs', `${id}.db`), run: runId(id) }, { settings }));
  for (const { type, data, at } of events) valueOf(journal.append([{ type, data } as Draft], at));
  journal.close();
}

function draftsOf(id: string, run: StoredRun): readonly Draft[] {
  const { voices } = run;
  const seats = voices.map(({ name, role, model }) => ({
    ...{ name, role, model: modelRef(model), sampler: SAMPLER, leaning: {} },
  }));
  const setup: RunSetup = { ...setupOf(['Ada']), title: run.title, question: run.question, seats };
  const created = { run: runId(id), setup, startedAt: '2026-03-05T09:30:00.000Z', assembly: '1', app: '0' };
  const joined = voices.map(({ name, model }, seat): Draft => ({
    type: 'v1.agent.joined',
    data: { agent: agentOf(name, seat), seat, name, incarnation: 1, model: modelRef(model) },
  }));
  return [
    { type: 'v1.run.created', data: created },
    ...joined,
    ...voices.flatMap((voice, seat) => said(voice, seat)),
    ...voices.flatMap((voice, seat) => (voice.failure === undefined ? [] : failed(voice, seat, voices.length))),
    { type: 'v1.run.ended', data: { reason: 'failed', detail: voices[0]?.failure ?? 'All is said.' } },
  ];
}

/** Names that differ only in what an id may not hold stay apart by their seat. */
const agentOf = (name: string, seat: number): AgentId =>
  agentIdSchema.parse(`${Array.from(name.replace(/[#\n]/gu, ' ')).slice(0, 16).join('')} ${seat}#1`);

function said({ name, model, role, body }: Voice, seat: number): readonly Draft[] {
  const [agent, turn] = [agentOf(name, seat), turnId(seat + 1)];
  const gist = Array.from(body.slice(0, 400)).slice(0, 200).join('');
  const lineage = [{ part: 'tail' as const, form: 'role' as const, text: role, tokens: 9 }];
  const speech = {
    ...{ lineage, promptHash: HASH, seed: 1, sampler: SAMPLER, finish: 'eog' as const, firstToken: micros(9) },
  };
  return [
    started({ agent, model, turn: seat + 1, role }),
    {
      type: 'v1.turn.ended',
      data: {
        ...{ turn, attempt: 1, agent, outcome: 'spoke', text: body, retries: [], speech },
        stages: { queued: micros(1), prefill: micros(9), decide: micros(9), speak: micros(9), gist: micros(0) },
        decision: { menu: [{ act: 'propose', to: 'all' }], model: [1], drawn: [1], chosen: 0 },
        counts: { evaluated: 9, ground: 0, reused: 0, written: 9 },
      },
    },
    {
      type: 'v1.message.sent',
      data: { message: messageOfTurn(turn), turn, from: agent, to: 'all', act: 'propose', gist, body },
    },
  ];
}

/** Every place in which a log has words of people, libraries or systems about what went wrong. */
function failed({ name, model, role, failure = '' }: Voice, seat: number, seats: number): readonly Draft[] {
  const [agent, turn] = [agentOf(name, seat), turnId(seats + seat + 1)];
  const broken = { kind: 'crashed' as const, detail: failure, signal: 'SIGSEGV', stderr: failure };
  const message = messageOfTurn(turnId(seat + 1));
  return [
    started({ agent, model, turn: seats + seat + 1, role }),
    { type: 'v1.turn.abandoned', data: { turn, attempt: 1, agent, failure: broken } },
    { type: 'v1.message.bounced', data: { message, from: agent, to: failure, reason: 'unknown', valid: [failure] } },
    {
      type: 'v1.run.braked',
      data: { brake: 'stalled', evidence: failure, agents: [agent], messages: [message], did: 'nudged' },
    },
    { type: 'v1.model.failed', data: { model: modelRef(model), failure: broken } },
    { type: 'v1.message.retracted', data: { message, reason: failure } },
    { type: 'v1.agent.left', data: { agent, by: 'failure', detail: failure } },
  ];
}

type Starting = { readonly agent: AgentId; readonly model: string; readonly turn: number; readonly role: string };

const started = ({ agent, model, turn, role }: Starting): Draft => ({
  type: 'v1.turn.started',
  data: {
    ...{ turn: turnId(turn), attempt: 1, agent, round: 1, model: modelRef(model), promptHash: HASH, assembly: '1' },
    ...{ sampler: SAMPLER, seed: 1, lineage: [{ part: 'tail', form: 'role', text: role, tokens: 9 }] },
  },
});
