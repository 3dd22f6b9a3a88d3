import { runId } from '#shared/events/ids.ts';
import type { Output, WireEvent } from '#shared/rpc/methods.ts';
import { wireEventSchema } from '#shared/rpc/methods.ts';

/** Every text that a model, a person or a file may have put into a run. */
export type CannedTexts = {
  readonly title?: string;
  readonly question?: string;
  readonly role?: string;
  readonly model?: string;
  readonly body?: string;
  readonly detail?: string;
  readonly device?: string;
};

export const RUN = runId('r1');
const SAMPLER = {
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1.1,
  dryStrength: 0.8,
  dryBase: 1.75,
  dryAllowedLength: 3,
};
const HASH = '0'.repeat(64);

export const foundRun = (events: number, texts: CannedTexts = {}): Output<'run.find'> => ({
  run: RUN,
  title: texts.title ?? 'A title',
  question: texts.question ?? 'Why?',
  startedAt: '2025-01-02T03:04:05.000Z',
  state: 'ended',
  reason: 'budget',
  seats: ['Ada', 'Ben'],
  turns: 4,
  events,
  source: 'home',
  way: 'peers, rounds',
  models: [texts.model ?? 'tiny'],
  tags: [],
  pinned: false,
});

/** A run of two seats and two rounds: Ada proposes, Ben passes; Ada is tried again, Ben challenges; the end has the given reason. */
export function cannedRun(texts: CannedTexts = {}, reason = 'budget'): readonly WireEvent[] {
  const model = texts.model ?? 'tiny';
  const seat = (name: string): object => ({ name, role: texts.role ?? 'A role', model, sampler: SAMPLER, leaning: {} });
  const drafts: readonly (readonly [string, object])[] = [
    [
      'v1.run.created',
      {
        run: RUN,
        setup: {
          title: texts.title ?? 'A title',
          question: texts.question ?? 'Why?',
          seats: [seat('Ada'), seat('Ben')],
          mode: 'peers',
          cadence: 'rounds',
          visibility: 'full',
          budget: { turns: 4 },
          answer: { maxTokens: 80, sentences: 3 },
          context: 4096,
          seed: 1,
          exact: false,
        },
        startedAt: '2025-01-02T03:04:05.000Z',
        assembly: '1',
        app: '0.1.0',
      },
    ],
    [
      'v1.model.loaded',
      {
        model,
        file: 'tiny.gguf',
        sha256: HASH,
        size: 1,
        kind: 'chat',
        quantisation: 'Q4_1',
        loadTime: 800_000,
        memory: 1,
        context: 4096,
        slots: 2,
        trunks: 1,
        device: texts.device ?? 'CPU',
        threads: 2,
        library: 'test',
        wrapper: { name: 'x', from: 'template' },
      },
    ],
    ['v1.agent.joined', { agent: 'Ada#1', seat: 0, name: 'Ada', incarnation: 1, model }],
    ['v1.agent.joined', { agent: 'Ben#1', seat: 1, name: 'Ben', incarnation: 1, model }],
    started(1, 'Ada#1', [1]),
    started(2, 'Ben#1', [1]),
    ended(1, 'Ada#1', texts.body ?? 'Use UUIDs. They cannot be guessed.'),
    message(1, 'Ada#1', { to: 'all', act: 'propose', body: texts.body ?? 'Use UUIDs. They cannot be guessed.' }),
    ended(2, 'Ben#1', ''),
    started(3, 'Ben#1', [2, 8]),
    ended(3, 'Ben#1', texts.body ?? 'They are slow in lists.'),
    message(3, 'Ben#1', {
      to: ['Ada#1'],
      act: 'challenge',
      inReplyTo: 'm1',
      body: texts.body ?? 'They are slow in lists.',
    }),
    ['v9.later.thing', { text: texts.body ?? 'x' }],
    ['v1.run.ended', { reason, detail: texts.detail ?? 'All 4 turns are used.' }],
  ];
  return drafts.map(([type, data], index) =>
    wireEventSchema.parse({ seq: index + 1, at: index * 100_000, type, data }),
  );
}

type Draft = readonly [string, object];

function started(turn: number, agent: string, [round, ...sources]: readonly number[]): Draft {
  // The round, then the events whose text stands in the prompt.
  const lineage = sources.map((source) => ({ part: 'ground', form: 'full', source, tokens: 9 }));
  const rest = { model: 'tiny', lineage, promptHash: HASH, assembly: '1', sampler: SAMPLER, seed: 1 };
  return ['v1.turn.started', { turn, attempt: 1, agent, round, ...rest }];
}

function ended(turn: number, agent: string, text: string): Draft {
  const chosen = { menu: [{ act: 'propose', to: 'all' }], model: [1], drawn: [1], chosen: 0 };
  return [
    'v1.turn.ended',
    {
      turn,
      attempt: 1,
      agent,
      outcome: text === '' ? 'passed' : 'spoke',
      ...(text === '' ? { reason: 'repetition' } : {}),
      stages: { queued: 0, prefill: 0, decide: 0, speak: 60_000, gist: 0 },
      decision: chosen,
      text,
      retries: [],
      counts: { evaluated: 10, ground: 5, reused: 5, written: 7 },
    },
  ];
}

const message = (turn: number, from: string, said: object): Draft => [
  'v1.message.sent',
  { message: `m${turn}`, turn, from, gist: 'A gist.', ...said },
];
