/** The words of a list, whatever separates them. */
export function words(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter((word) => word !== '');
}
