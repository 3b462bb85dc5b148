/** Long names of Unicode's categories, as PropertyValueAliases.txt has them, for the short ones. */
const CATEGORIES: ReadonlyMap<string, string> = new Map(
  [
    "C other",
    "Cc control cntrl",
    "Cf format",
    "Cn unassigned",
    "Co privateuse",
    "Cs surrogate",
    "L letter",
    "LC lc casedletter",
    "Ll lowercaseletter",
    "Lm modifierletter",
    "Lo otherletter",
    "Lt titlecaseletter",
    "Lu uppercaseletter",
    "M mark combiningmark",
    "Mc spacingmark",
    "Me enclosingmark",
    "Mn nonspacingmark",
    "N number",
    "Nd decimalnumber digit",
    "Nl letternumber",
    "No othernumber",
    "P punctuation punct",
    "Pc connectorpunctuation",
    "Pd dashpunctuation",
    "Pe closepunctuation",
    "Pf finalpunctuation",
    "Pi initialpunctuation",
    "Po otherpunctuation",
    "Ps openpunctuation",
    "S symbol",
    "Sc currencysymbol",
    "Sk modifiersymbol",
    "Sm mathsymbol",
    "So othersymbol",
    "Z separator",
    "Zl lineseparator",
    "Zp paragraphseparator",
    "Zs spaceseparator",
  ].flatMap((row) => {
    const [short = "", ...names] = row.split(" ");
    return names.map((name): [string, string] => [name, short]);
  }),
);

/** Properties that re2js has classes for, and Go has none. */
const PROPERTIES =
  /^(?:ascii_hex_digit|alphabetic|dash|emoji(?:_\w+)?|extended_pictographic|hex_digit|lowercase|math|quotation_mark|terminal_punctuation|unknown|uppercase|white_space)$/i;

// No name is longer than 64 characters; without an end, a pattern full of `\p{` would be read to its end from each.
const OUTSIDE = /\\Q.*?(?:\\E|$)|\\([pP])\{(\^?)([^}]{0,64})\}|\\.|(\[\^?\]?)/gsy;
const INSIDE = /\\([pP])\{(\^?)([^}]{0,64})\}|\\.|\[:\^?\w*:\]|(\])/gsy;

/**
 * Writes Unicode classes as re2js knows them. Go, from 1.25 on, looks their names up without regard to case, spaces,
 * `_` and `-`, knows the long names of categories, and ASCII; re2js knows more properties, which Go refuses.
 */
export function withGoClasses(pattern: string): string {
  if (!/\\[pP]\{/.test(pattern)) return pattern;
  let written = "";
  let isInside = false;
  for (let index = 0; index < pattern.length; ) {
    const token = isInside ? INSIDE : OUTSIDE;
    token.lastIndex = index;
    const match = token.exec(pattern);
    written += match === null ? pattern[index] : rewritten(match, isInside);
    index += match === null ? 1 : match[0].length;
    if (match?.[4] !== undefined) isInside = !isInside;
  }
  return written;
}

function rewritten([text, letter = "", caret = "", name]: RegExpExecArray, isInside: boolean): string {
  if (name === undefined) return text;
  const key = name.replace(/[ _-]/g, "").toLowerCase();
  if (key !== "ascii") return `\\${letter}{${caret}${canonical(name, key)}}`;
  const isNegated = (letter === "P") !== (caret === "^");
  const range = isNegated ? "\\x{80}-\\x{10FFFF}" : "\\x00-\\x7F";
  return isInside ? range : `[${range}]`;
}

/** A name that re2js knows if Go knows it, and else one that neither does. */
function canonical(name: string, key: string): string {
  const category = CATEGORIES.get(key);
  if (category !== undefined) return category;
  if (key === "signwriting") return "SignWriting";
  const words = name.split(/[ _-]+/).filter((word) => word !== "");
  const title = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join("_");
  return PROPERTIES.test(title) ? title.toLowerCase() : title;
}
