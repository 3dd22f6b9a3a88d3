/** Courtesies and agreement that carry no claim: what two polite models say to each other for ever. */
import { contentWords } from './novelty.ts';

/** A courtesy is short: in a longer text even polite words are about something. */
const LONGEST_COURTESY = 20;

/** Words of courtesy and agreement, stop words apart; nothing here names a thing, a number or an act on one. */
const COURTESIES: ReadonlySet<string> = new Set(
  `absolutely accurate add agree agreed agreeing agreement agrees alright amazing appreciate appreciated appreciates awesome bless bravo brilliant bye
  certainly cheers clear clearly collaborating collaboration comment comments completely congratulations contribution contributions cool correct correctly course dear
  definitely delighted discussion enjoyed entirely everybody exactly excellent explained explaining fair fantastic feedback fine folks forward friend
  friends fully glad good goodbye grateful great greatly guys happy hear heard hello helpful helping hi honest honestly hope idea ideas input
  insight insightful insights kind kindly like liked look looking love loved lovely makes mention mentioned mentioning nice nicely nothing noted
  ok okay opinion perfect perfectly pleasant please pleased pleasure point pointed points quick raise raised remark remarks respect response right
  sense share shared sharing sincerely sir smart sound sounds splendid spoken suggestion suggestions super support sure surely talk talking
  team terrific thank thankful thanking thanks think thought thoughtful thoughts totally true truly valid valuable view views welcome whatever
  wise wisely wish wonderful word words work working worry yeah yep yes`.split(/\s+/u),
);

/** Whether a text is made of courtesies and agreement only: `Thanks, great point!`. Names of `people` count as courtesy too. */
export function isCourtesy(text: string, people: readonly string[]): boolean {
  const own = contentWords(text);
  if (text.trim() === '' || own.length > LONGEST_COURTESY) return false;
  const names = new Set(people.flatMap(contentWords));
  return own.length > 0 && own.every((word) => COURTESIES.has(word) || names.has(word));
}
