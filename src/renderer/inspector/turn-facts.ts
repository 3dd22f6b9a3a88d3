import type { EventData, Speech, Stages } from '#shared/events/vocabulary.ts';
import type { Sampler } from '#shared/events/setup.ts';
import type { Moment } from '#shared/projections/moment.ts';
import type { Fact } from './parts.tsx';
import type { TurnMoment } from './turn-moment.ts';
import { bytesOf, countOf, durationOf } from './words.ts';

type Loaded = Moment['models'][number];

export const STAGES = ['queued', 'prefill', 'decide', 'speak', 'gist'] as const;

export type StageShare = { readonly stage: (typeof STAGES)[number]; readonly took: number; readonly share: number };

/** How long each stage took, and its share of them all; a stage that took no time is left out. */
export function stageShares(stages: Stages): readonly StageShare[] {
  const total = STAGES.reduce((sum, stage) => sum + stages[stage], 0);
  return STAGES.flatMap((stage) => {
    const took = stages[stage];
    return took === 0 ? [] : [{ stage, took, share: took / total }];
  });
}

const FINISHED: Readonly<Record<Speech['finish'], string>> = {
  eog: 'by itself',
  sentences: 'after enough sentences',
  length: 'at the token limit',
  speaker: 'where it began to speak for another',
};

/** How a turn ended, in words; what it cost and how fast it was. */
export function costFacts({ outcome, reason, counts, stages, speech }: EventData<'v1.turn.ended'>): readonly Fact[] {
  const { evaluated, ground, reused, written } = counts;
  const speed = stages.speak === 0 ? undefined : written / (stages.speak / 1e6);
  return [
    { name: 'Outcome', value: reason === undefined ? OUTCOMES[outcome] : `${OUTCOMES[outcome]} (${reason})` },
    {
      name: 'Evaluated',
      value: `${countOf(evaluated)} tokens${ground === 0 ? '' : `, ${countOf(ground)} of the ground`}`,
    },
    { name: 'Reused', value: `${countOf(reused)} tokens, over all its stages` },
    { name: 'Written', value: `${countOf(written)} tokens` },
    ...(speed === undefined ? [] : [{ name: 'Speed', value: `${speed.toFixed(1)} tokens/s` }]),
    ...(speech === undefined
      ? []
      : [
          { name: 'First token', value: `after ${durationOf(speech.firstToken)}` },
          { name: 'Ended', value: FINISHED[speech.finish] },
        ]),
  ];
}

const OUTCOMES: Readonly<Record<EventData<'v1.turn.ended'>['outcome'], string>> = {
  spoke: 'spoke',
  passed: 'passed',
  read: 'asked for a full text',
};

/** What it ran on, with what settings, and how to tell its prompt from any other. */
export function sourceFacts({ started, ended }: TurnMoment, loaded: Loaded | undefined): readonly Fact[] {
  if (started === undefined) return [];
  const { model, sampler, seed, assembly, promptHash, attempt, round } = started.data;
  const speech = ended?.data.speech;
  const { decision } = ended?.data ?? {};
  const other = speech !== undefined && samplerWords(speech.sampler) !== samplerWords(sampler);
  return [
    { name: 'Model', value: model },
    ...(loaded === undefined ? [] : loadedFacts(loaded)),
    { name: 'Sampler', value: samplerWords(sampler) },
    ...(other ? [{ name: 'To speak', value: samplerWords(speech.sampler) }] : []),
    { name: 'Seed', value: `${seed}${speech === undefined ? '' : `, to speak ${speech.seed}`}`, mono: true },
    { name: 'Round', value: `${round}${attempt === 1 ? '' : `, attempt ${attempt}`}` },
    { name: 'Rules', value: assembly, mono: true },
    { name: 'Prompt hash', value: promptHash, mono: true },
    ...(decision?.promptHash === undefined
      ? []
      : [{ name: 'To decide', value: decision.promptHash, mono: true } as const]),
    ...(speech === undefined ? [] : [{ name: 'To speak, hash', value: speech.promptHash, mono: true } as const]),
  ];
}

export const loadedFacts = ({ quantisation, sha256, size }: Loaded): readonly Fact[] => [
  { name: 'Quantisation', value: `${quantisation}, ${bytesOf(size)}` },
  { name: 'File hash', value: sha256, mono: true },
];

/** "temperature 0.9, top-k 40, …"; what is off is left out. */
export function samplerWords(sampler: Sampler): string {
  const { temperature, topK, topP, minP, repeatPenalty, dryStrength, dryBase, dryAllowedLength } = sampler;
  return [
    `temperature ${temperature}`,
    ...(topK === 0 ? [] : [`top-k ${topK}`]),
    ...(topP === 1 ? [] : [`top-p ${topP}`]),
    ...(minP === 0 ? [] : [`min-p ${minP}`]),
    ...(repeatPenalty === 1 ? [] : [`repeat penalty ${repeatPenalty}`]),
    ...(dryStrength === 0 ? [] : [`DRY ${dryStrength}, base ${dryBase}, from ${dryAllowedLength} tokens`]),
  ].join(', ');
}
