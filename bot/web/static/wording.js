// The page's own words, in the language of the visitor. They come with the page.

const values = JSON.parse(document.getElementById("wording").textContent);

/** Some browsers know no Khmer dates and would write English ones. */
export const locales = [values.language, "vi"];
export const longestText = values.limit;

/** The wording of `name`, with each `{key}` of it filled in. */
export function say(name, filling = {}) {
  return values[`web.${name}`].replace(/\{(\w+)\}/g, (_, key) => filling[key]);
}

/** A number as people of this language write it. */
export function written(number) {
  return new Intl.NumberFormat(locales).format(number);
}
