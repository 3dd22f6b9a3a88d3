/** Gives a text to the person as a file. */
export const saveText = (name: string, text: string): void => saveParts(name, [text]);

/** Gives a file to the person that is made of these parts, one after the other. */
export function saveParts(name: string, parts: BlobPart[]): void {
  const address = URL.createObjectURL(new Blob(parts, { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
