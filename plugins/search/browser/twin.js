// What the tests compare with Python.
export { tokenizer } from "./tokenizer.js";
export { plan } from "./query.js";
export { open } from "./search.js";
export { narrowed } from "./narrow.js";
