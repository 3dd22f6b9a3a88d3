import type { ReactNode } from 'react';
import type { BoardItem, Vote } from '#shared/projections/board.ts';
import { versionOf } from '#shared/projections/board.ts';
import { useRecorded } from '../state/recorded.ts';
import { useRun } from '../state/window.tsx';
import {
  boardGroups,
  decisionWords,
  proposalWords,
  questionWords,
  taskWords,
  voteWords,
  wordingOf,
} from './board-groups.ts';
import { Capped, Empty, Jump, MessageRow, NotRecorded, Section, Who, Words } from './parts.tsx';

/** The board at the playhead: what is proposed, asked, to be done, voted on and decided, and what came too late. */
export function BoardPanel() {
  const board = useRun(({ now }) => now.board);
  const { proposals, questions, tasks } = boardGroups(board);
  const { votes, decisions, refused, items } = board;
  const acted = useRecorded('acts');
  if (!acted) return <NotRecorded what="What was proposed, asked and voted on is" />;
  if (items.length === 0 && votes.length === 0)
    return <Empty>Nothing is on the board yet: proposals, questions, tasks and votes appear here.</Empty>;
  return (
    <>
      {decisions.length > 0 && (
        <Section title="Decisions" aside={decisions.length}>
          {decisions.map((decision) => (
            <div key={`${decision.proposal} ${decision.at}`} className="border-l-2 border-good pl-2 text-[12px]">
              <Jump to={{ kind: 'message', message: decision.revision }} seq={decision.at}>
                ✓ {decisionWords(decision)}
              </Jump>
              {decision.note !== '' && <Words text={decision.note} className="text-text" />}
            </div>
          ))}
        </Section>
      )}
      <Items title="Proposals" items={proposals} words={proposalWords} />
      <Items title="Questions" items={questions} words={questionWords} />
      <Items title="Tasks" items={tasks} words={taskWords} />
      {votes.length > 0 && (
        <Section title="Votes" aside={votes.length}>
          {votes.map((vote) => (
            <Ballots key={vote.vote} vote={vote} />
          ))}
        </Section>
      )}
      {refused.length > 0 && (
        <Section title="Came too late" aside={refused.length}>
          <Capped
            items={refused}
            shown={10}
            renderItem={({ message, agent, item, basedOn, version, seq }) => (
              <p key={`${message} ${seq}`} className="text-[12px] text-text">
                <Jump to={{ kind: 'message', message }}>{message}</Jump> of <Who sender={agent} /> for {item}: it
                counted from version {basedOn}, version {version} stood.
              </p>
            )}
          />
        </Section>
      )}
    </>
  );
}

type ItemsProps<Item extends BoardItem> = {
  readonly title: string;
  readonly items: readonly Item[];
  readonly words: (item: Item) => string;
};

function Items<Item extends BoardItem>({ title, items, words }: ItemsProps<Item>) {
  if (items.length === 0) return undefined;
  return (
    <Section title={title} aside={items.length}>
      <Capped
        items={items}
        shown={20}
        renderItem={(item) => (
          <div key={item.item} className="mb-1">
            <MessageRow
              message={wordingOf(item)}
              note={
                <>
                  {item.item} · v{versionOf(item)} · <State of={item.state} />
                </>
              }
            />
            {words(item) !== '' && <p className="px-2 text-[12px] text-dim">{words(item)}</p>}
          </div>
        )}
      />
    </Section>
  );
}

const TONES: Readonly<Partial<Record<BoardItem['state'], string>>> = {
  challenged: 'text-warn',
  agreed: 'text-good',
  decided: 'text-good',
  answered: 'text-good',
  done: 'text-good',
  rejected: 'text-bad',
  refused: 'text-bad',
  expired: 'text-warn',
};

const State = ({ of }: { readonly of: BoardItem['state'] }): ReactNode => (
  <span className={TONES[of] ?? 'text-text'}>{of}</span>
);

function Ballots({ vote }: { readonly vote: Vote }) {
  return (
    <div className="mb-2 text-[12px]">
      <p>
        <Jump seq={vote.openedAt}>▣ {vote.vote}</Jump> <span className="text-dim">{voteWords(vote)}</span>
      </p>
      <ul className="pl-4">
        {vote.ballots.map(({ agent, option, message }) => (
          <li key={message}>
            <Who sender={agent} /> for{' '}
            <Jump to={{ kind: 'message', message }}>{option === 'none' ? 'none of them' : option}</Jump>
          </li>
        ))}
      </ul>
    </div>
  );
}
