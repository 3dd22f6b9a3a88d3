import type { Seq } from '#shared/events/ids.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { Link } from '#shared/projections/minutes-log.ts';
import type { Selection } from '../state/route.ts';
import { useSession } from '../state/window.tsx';
import type { MinutesLine } from './minutes-lines.ts';
import { minutesOpen } from './minutes-open.ts';
import { Capped, Who, Words } from './parts.tsx';

const INDENT = ['', 'ml-4', 'ml-8'];

/** Lines of the minutes; each that comes from somewhere is a button that goes there. */
export function MinutesRows({ lines, upTo }: { readonly lines: readonly MinutesLine[]; readonly upTo: Seq }) {
  return (
    <ul>
      <Capped
        items={lines}
        shown={200}
        renderItem={(line, index) => (
          // The minutes are made anew as a whole: a place in them is all that a line has.
          <li
            key={`${index} ${line.link?.seq ?? ''}`}
            className={`${INDENT[line.depth] ?? 'ml-8'} ${line.head === true && index > 0 ? 'mt-3' : ''}`}
          >
            <Row line={line} upTo={upTo} />
          </li>
        )}
      />
    </ul>
  );
}

function Row({ line, upTo }: { readonly line: MinutesLine; readonly upTo: Seq }) {
  const session = useSession();
  const { link } = line;
  if (link === undefined)
    return <p className={`px-2 py-0.5 ${line.depth === 0 ? '' : 'text-dim'}`}>{visibleLine(line.words)}</p>;
  const go = (): void => {
    // They stay where they stand while the playhead goes to where the line comes from.
    minutesOpen(session).setState({ at: upTo });
    session.select(selectionOf(link));
    session.seek(link.seq);
  };
  return (
    <button
      type="button"
      onClick={go}
      className="flex w-full items-baseline gap-3 rounded-control px-2 py-0.5 text-left hover:bg-hover"
    >
      <span className="min-w-0 flex-1">
        <Told line={line} />
      </span>
      <span className="tabular shrink-0 font-mono text-[11px] text-dim">{placeOf(link)}</span>
    </button>
  );
}

function Told({ line }: { readonly line: MinutesLine }) {
  const { by, words, quote, head } = line;
  const mark = quote === undefined || words === '' ? '' : ': ';
  return (
    <>
      {by !== undefined && <Who sender={by} />}{' '}
      <span className={by === undefined ? '' : 'text-dim'}>{visibleLine(words)}</span>
      {mark}
      {quote !== undefined &&
        (quote.length > 500 ? (
          <Words text={quote} />
        ) : (
          <bdi dir="auto" className={`wrap-anywhere ${head === true ? 'font-semibold' : ''}`}>
            {visibleLine(quote)}
          </bdi>
        ))}
    </>
  );
}

const selectionOf = ({ seq, message, turn }: Link): Selection =>
  message !== undefined
    ? { kind: 'message', message }
    : turn !== undefined
      ? { kind: 'turn', turn }
      : { kind: 'event', seq };

const placeOf = ({ seq, turn, message }: Link): string =>
  turn !== undefined ? `turn ${turn}` : (message ?? `event ${seq}`);
