/** What a terminal obeys or does not show: C0 but for line end and tab, DEL and C1, and what turns the direction of text. */
const unseen = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/gu;
/** Longer than any id, path or address that a person has to read. */
const maxWordLength = 400;
const cutWordLength = 300;
/** A list in Chinese has no spaces: its signs part words, too. */
const longWord = new RegExp(`[^\\s\\u001b、，。；：]{${maxWordLength},}`, 'g');

/** Characters that would steer the terminal, written as JSON writes them: so the same goes for a line of JSON, which stays what it is. */
export function toVisible(text: string): string {
  return text.replaceAll(unseen, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Overlong words are cut, and say by how much. */
export function cutWords(text: string): string {
  return text.replaceAll(
    longWord,
    (word) => `${word.slice(0, cutWordLength).toWellFormed()}…(+${word.length - cutWordLength})`,
  );
}
