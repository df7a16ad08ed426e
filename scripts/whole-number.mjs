/**
 * The number that stands at a place of the command line, from 0; `otherwise` where nothing stands there. Ends the process with exit
 * code 2 for anything but a whole number: a check that tries nothing would pass.
 */
export function wholeNumber(place, name, otherwise) {
  const text = process.argv[2 + place];
  if (text === undefined) {
    return otherwise;
  }
  if (!/^\d{1,15}$/.test(text)) {
    process.stderr.write(`error: ${name} is no whole number: '${text}'\n`);
    process.exit(2);
  }
  return Number(text);
}
