import { visibleLine } from '#shared/base/visible-text.ts';
import { turnIdSchema, type RunId } from '#shared/events/ids.ts';
import type { AlignedTurn } from '#shared/projections/aligned-turns.ts';
import { hashOf, type Selection } from '../state/route.ts';
import { ACT_SIGNS } from '../ui/act.ts';
import { laneColour } from '../ui/lane-colour.ts';
import { MarkedText } from './marked-text.tsx';
import type { TurnCell, TurnPlace } from './turn-cells.ts';

type Props = {
  readonly cell: TurnCell;
  /** What the first column said in this turn; undefined in the first column itself. */
  readonly first: AlignedTurn | undefined;
  readonly place: TurnPlace;
  /** Names of the run's seats, in their order. */
  readonly seats: readonly string[];
  readonly text: 'full' | 'gist';
};

/** What one run did in a turn: who, which act, its words with what differs marked. A click goes to that moment. */
export function TurnCellView({ cell: { turn, words, isSame }, first, place, seats, text }: Props) {
  if (turn === undefined) return <p className="text-dim italic">No turn {place.turn}</p>;
  const seat = seats.indexOf(turn.name);
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <a href={hrefOf(turn, place)} className="flex min-w-0 items-baseline gap-2 hover:underline">
          <bdi
            dir="auto"
            className="truncate font-semibold"
            style={{ color: laneColour(seat === -1 ? undefined : seat) }}
          >
            {visibleLine(turn.name)}
          </bdi>
          <span className="text-[12.5px]">
            <span aria-hidden>{`${ACT_SIGNS[turn.act]}\uFE0E `}</span>
            {turn.act}
          </span>
          <span className="sr-only">
            , turn {place.turn} in {place.sign}
          </span>
        </a>
        {turn.changed !== undefined && (
          <span className="rounded-sm border border-line px-1 text-[11.5px] text-warn">{turn.changed}</span>
        )}
        {turn.written !== undefined && (
          <span className="tabular ml-auto text-[12px] text-dim">{turn.written} tokens</span>
        )}
      </p>
      {words !== undefined && <p className={`text-[12px] ${isSame ? 'text-dim' : 'text-accent'}`}>{words}</p>}
      <Words turn={turn} first={first} text={text} isSame={isSame} />
    </div>
  );
}

type WordsProps = Pick<Props, 'first' | 'text'> & { readonly turn: AlignedTurn; readonly isSame: boolean };

function Words({ turn, first, text, isSame }: WordsProps) {
  if (turn.text === '' && turn.outcome !== 'spoke')
    return <p className="text-dim">{turn.outcome === 'read' ? 'Asked for a message in full' : 'Said nothing'}</p>;
  const wordsOf = (own: AlignedTurn): string => (text === 'gist' ? (own.said?.gist ?? own.text) : own.text);
  return (
    <div className={isSame ? 'text-dim' : ''}>
      {text === 'full' && <Gist turn={turn} />}
      <MarkedText text={wordsOf(turn)} against={first === undefined ? undefined : wordsOf(first)} />
    </div>
  );
}

/** Only where it is not simply how the text begins. */
function Gist({ turn }: { readonly turn: AlignedTurn }) {
  const gist = turn.said?.gist.replace(/\s*…$/u, '') ?? '';
  if (gist === '' || visibleLine(turn.text).startsWith(visibleLine(gist))) return undefined;
  return (
    <p className="mb-1 border-l-2 border-line pl-2 text-[12.5px] text-dim">
      Gist: <bdi dir="auto">{visibleLine(turn.said?.gist ?? '')}</bdi>
    </p>
  );
}

function hrefOf({ said, seq }: AlignedTurn, { run, turn }: { readonly run: RunId; readonly turn: number }): string {
  const id = turnIdSchema.safeParse(turn);
  const selection: Selection | undefined =
    said !== undefined
      ? { kind: 'message', message: said.message }
      : id.success
        ? { kind: 'turn', turn: id.data }
        : undefined;
  return hashOf({ page: 'run', run, seq: said?.seq ?? seq, ...(selection === undefined ? {} : { selection }) });
}
