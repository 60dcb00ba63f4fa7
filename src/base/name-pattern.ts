/** A name that is safe in a file name, a terminal and a spreadsheet. */
export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/;

/** The rule, after "must". */
export const NAME_RULE =
  "must be 1 to 64 letters, digits or . _ + - and begin with a letter or digit";
