// The page's own words, in the language of the visitor. They come with the page.

const values = JSON.parse(document.getElementById("wording").textContent);

export const language = values.language;
export const longestText = values.limit;

/** The wording of `name`, with each `{key}` of it filled in. */
export function say(name, filling = {}) {
  return values[`web.${name}`].replace(/\{(\w+)\}/g, (_, key) => filling[key]);
}

/** A number as people of this language write it. */
export function written(number) {
  return new Intl.NumberFormat(language).format(number);
}
