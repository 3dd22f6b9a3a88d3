/**
 * Words that carry no content of their own. English, since that is what small models write; other languages only lose a little
 * sharpness, because the measures that use the list ask for very little before they call a text new.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again all also although always am an and any anyone anything are aren as at be because been before being below
  between both but by came can cannot come could couldn did didn do does doesn doing don done down each either else ever every
  everyone everything few for from further get gets getting give gives go goes going got had hadn has hasn have haven having he
  her here hers him his how however i if in indeed into is isn it its itself just keep let ll like made make makes many may maybe me
  might mine more most much must my need needs never no nor not now of off on once one only or other others our ours out over own per
  perhaps put quite rather re really said same say says see seems shall she should shouldn since so some someone something still
  such take than that the their them then there therefore these they thing things this those though through thus to together too
  under until up upon us use used using ve very want wants was wasn way we well were weren what when where whether which while who whom
  whose why will with within without won would wouldn yet you your yours yourself`.split(/\s+/u),
);
