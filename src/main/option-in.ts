/** The last `NAME VALUE` or `NAME=VALUE` among arguments. */
export function optionIn(argv: readonly string[], name: string): string | undefined {
  const at = argv.findLastIndex((one) => one === name || one.startsWith(`${name}=`));
  const given = argv[at];
  return given === name ? argv[at + 1] : given?.slice(name.length + 1);
}
