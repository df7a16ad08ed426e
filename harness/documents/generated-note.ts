/** The line that says that a page is not for editing. */
export const generatedNote = '<!-- Written by scripts/reference from the code. -->';
