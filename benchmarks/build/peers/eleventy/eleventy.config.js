export default function (config) {
  config.addPassthroughCopy({ "content/media": "media" });
  return { dir: { input: "content", includes: "../_includes", output: "public" } };
}
