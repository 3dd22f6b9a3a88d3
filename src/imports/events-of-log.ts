import { gistOf } from '#shared/base/text.ts';
import type { Draft } from '#shared/events/event.ts';
import {
  agentId,
  messageOfArbiter,
  messageIdSchema,
  micros,
  modelRef,
  type AgentId,
  type Micros,
  type RunId,
} from '#shared/events/ids.ts';
import { NOT_RECORDED } from '#shared/events/imported.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { Sender } from '#shared/events/vocabulary.ts';
import type { ForeignLog } from './foreign.ts';

/** What is about to be written as an event of the imported run, and when it was said. */
export type Timed = { readonly draft: Draft; readonly at: Micros };

/** What the importer says about a run by itself: its id, the file's name, when that is, and which program imports. */
export type ImportFacts = { readonly run: RunId; readonly file: string; readonly now: string; readonly app: string };

/**
 * The events that a conversation of another program amounts to: the run, a seat for each speaker, a message for each message. Nothing else
 * is known, so nothing else is there: no turns, no lineage, no end. What the setup must have and the log does not say has a neutral value
 * and is named in `imported.missing`.
 */
export function* eventsOfLog(log: ForeignLog, facts: ImportFacts): Generator<Timed> {
  const seats = seatsOf(log);
  const missing = [...log.missing, ...(log.question === undefined ? ['question'] : [])];
  yield {
    at: micros(0),
    draft: {
      type: 'v1.run.created',
      data: {
        run: facts.run,
        setup: setupOf(log, { seats: [...seats.values()], file: facts.file }),
        startedAt: log.startedAt ?? facts.now,
        assembly: NOT_RECORDED,
        app: facts.app,
        imported: { format: log.format, file: facts.file, missing },
      },
    },
  };
  const agents = new Map<string, AgentId>();
  for (const [seat, [speaker, name]] of [...seats].entries()) {
    const agent = agentId(name, 1);
    agents.set(speaker, agent);
    const data = { agent, seat, name, incarnation: 1, model: modelRef(NOT_RECORDED) };
    yield { at: micros(0), draft: { type: 'v1.agent.joined', data } };
  }
  yield* messagesOf(log, agents);
}

function* messagesOf(log: ForeignLog, agents: ReadonlyMap<string, AgentId>): Generator<Timed> {
  let byPerson = 0;
  let bySeats = 0;
  for (const { from, body, at, reasoning } of log.messages) {
    const agent = from === undefined ? undefined : agents.get(from);
    const sender: Sender = agent ?? 'arbiter';
    const message =
      agent === undefined ? messageOfArbiter((byPerson += 1)) : messageIdSchema.parse(`m${(bySeats += 1)}`);
    const data = { message, from: sender, to: 'all', act: 'inform', gist: gistOf(body), body } as const;
    const draft: Draft = { type: 'v1.message.sent', data, ...(reasoning === undefined ? {} : { reasoning }) };
    yield { at: micros(at ?? 0), draft };
  }
}

/** Speakers in the order in which they first speak, each with a name that a seat can have: unlike all others, at most 40 characters. */
function seatsOf({ messages, roles }: ForeignLog): ReadonlyMap<string, string> {
  const speakers = new Set([...messages.flatMap(({ from }) => from ?? []), ...roles.keys()]);
  const names = new Map<string, string>();
  const used = new Set<string>();
  for (const speaker of speakers) {
    const plain = speaker
      .toWellFormed()
      .replaceAll(/[#\p{Cc}\u2028\u2029]+/gu, '_')
      .trim();
    const base = Array.from(plain === '' ? 'nameless' : plain)
      .slice(0, 18)
      .join('');
    let name = base;
    for (let count = 2; used.has(name); count += 1) name = `${base} ${count}`;
    used.add(name);
    names.set(speaker, name);
  }
  return names;
}

function setupOf(
  log: ForeignLog,
  { seats, file }: { readonly seats: readonly string[]; readonly file: string },
): RunSetup {
  const named = [...seatsOf(log)].map(([speaker, name]) => ({ name, role: log.roles.get(speaker) ?? NOT_RECORDED }));
  return {
    title: file.replace(/\.[A-Za-z0-9]{1,6}$/u, ''),
    question: log.question ?? NOT_RECORDED,
    seats: named.map((seat) => ({ ...seat, model: modelRef(NOT_RECORDED), sampler: NEUTRAL, leaning: {} })),
    mode: 'peers',
    cadence: 'floor',
    visibility: 'full',
    budget: { turns: Math.max(1, seats.length, log.messages.length) },
    answer: { maxTokens: 1, sentences: 1 },
    context: 256,
    seed: 0,
    exact: false,
  };
}

/** A sampler that does nothing: greedy, and every penalty off. */
const NEUTRAL = {
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  repeatPenalty: 1,
  dryStrength: 0,
  dryBase: 1,
  dryAllowedLength: 1,
};
