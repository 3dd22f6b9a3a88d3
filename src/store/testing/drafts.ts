import type { Draft } from '#shared/events/event.ts';
import { agentId, messageIdSchema, modelRef, runId, type RunId } from '#shared/events/ids.ts';

export const RUN: RunId = runId('test-run');

/** Events for the store's tests: the first of a run, then messages of any text. */
export const created = (): Draft => ({
  type: 'v1.run.created',
  data: {
    run: RUN,
    setup: {
      title: 'A test',
      question: 'Does it hold?',
      seats: [{ name: 'Ann', role: 'tests', model: modelRef('tiny'), sampler: SAMPLER, leaning: {} }],
      mode: 'peers',
      cadence: 'rounds',
      visibility: 'full',
      budget: { turns: 3 },
      answer: { maxTokens: 80, sentences: 3 },
      context: 2048,
      seed: 1,
      exact: false,
    },
    startedAt: '2026-01-01T00:00:00.000Z',
    assembly: '1',
    app: 'test',
  },
});

const SAMPLER = {
  temperature: 0.7,
  topK: 40,
  topP: 0.9,
  minP: 0,
  repeatPenalty: 1,
  dryStrength: 0,
  dryBase: 1.75,
  dryAllowedLength: 2,
};

type Columns = { readonly detail?: Draft['detail']; readonly reasoning?: string };

export const said = (count: number, body: string, columns: Columns = {}): Draft => ({
  type: 'v1.message.sent',
  data: {
    message: messageIdSchema.parse(`a${count}`),
    from: agentId('Ann', 1),
    to: 'all',
    act: 'inform',
    gist: 'a test',
    body,
  },
  ...(columns.detail === undefined ? {} : { detail: columns.detail }),
  ...(columns.reasoning === undefined ? {} : { reasoning: columns.reasoning }),
});
