import { jsonLine } from '#shared/base/json-line.ts';
import type { EventLog } from './event-log.ts';
import type { SeatOptions } from './openai.ts';
import { seatStories, type StoryLine } from './seat-story.ts';

/**
 * A run as ShareGPT conversations, a line {"conversations":[{from, value}]} for each seat that spoke: that seat is `gpt`, all others are
 * `human`. After the system text human and gpt alternate strictly, human first and gpt last, as trainers demand: what follows one
 * another is joined, and what nobody answered any more is left out. In pieces that may end within a line; see `exportOpenai`.
 */
export function* exportSharegpt(log: EventLog, { prefix = 'names' }: SeatOptions = {}): Generator<string> {
  for (const story of seatStories(log).speaking) {
    let before = '{"conversations":[';
    for (const turn of alternating(story.lines(), prefix)) {
      yield `${before}${jsonLine(turn).slice(0, -1)}`;
      before = ',';
    }
    yield ']}\n';
  }
}

type Turn = { readonly from: 'system' | 'human' | 'gpt'; readonly value: string };

function* alternating(story: Iterable<StoryLine>, prefix: 'names' | 'none'): Generator<Turn> {
  let open: Turn | undefined;
  for (const { kind, from: who, text } of story) {
    const from = FROM[kind];
    const value = who === undefined || prefix === 'none' ? text : `${who}: ${text}`;
    if (open?.from === from) {
      open = { from, value: `${open.value}\n\n${value}` };
      continue;
    }
    if (open !== undefined) yield open;
    // Nobody asked, and the format wants somebody: what was said stays empty.
    if (from === 'gpt' && open?.from !== 'human') yield { from: 'human', value: '' };
    open = { from, value };
  }
  if (open?.from === 'gpt') yield open;
}

const FROM = { told: 'system', heard: 'human', said: 'gpt' } as const;
